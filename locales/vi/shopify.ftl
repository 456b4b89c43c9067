# Cách kết nối một cửa hàng Shopify: các cách và giá trị mà mỗi cách cần.

connect-shopify-own-app = Ứng dụng của tổ chức bạn
connect-shopify-own-app-hint = Cho cửa hàng của chính bạn. Trong Dev Dashboard của Shopify, tạo một ứng dụng, cấp các quyền mà sách hướng dẫn liệt kê, cài vào cửa hàng rồi chép các giá trị vào đây. Crossdock gia hạn quyền truy cập mỗi ngày.
connect-shopify-allowed-app = Ứng dụng mà bạn cho phép
connect-shopify-allowed-app-hint = Cho cửa hàng của tổ chức khác. Bạn được đưa tới cửa hàng để cho phép ứng dụng.
connect-shopify-token-way = Mã truy cập
connect-shopify-token-way-hint = Cho ứng dụng kiểu cũ, được tạo trong phần cài đặt của cửa hàng. Mã này không hết hạn.
connect-shopify-shop = Tên cửa hàng
connect-shopify-shop-hint = Phần đứng trước .myshopify.com trong địa chỉ cửa hàng. Bạn cũng có thể dán cả địa chỉ.
connect-shopify-client-id = Client ID
connect-shopify-client-id-hint = Ở trang cài đặt của ứng dụng trong Dev Dashboard.
connect-shopify-client-secret = Client secret
connect-shopify-client-secret-hint = Ở trang cài đặt của ứng dụng, dưới Client ID. Nó cũng chứng minh rằng thông báo đến từ cửa hàng của bạn. Nó được lưu dạng mã hóa và không bao giờ hiện lại.
connect-shopify-access-token = Mã truy cập
connect-shopify-access-token-hint = Mã chỉ hiện một lần khi cài ứng dụng. Nó được lưu dạng mã hóa và không bao giờ hiện lại.
connect-shopify-api-secret = API secret key
connect-shopify-api-secret-hint = Ở trang API credentials của ứng dụng. Nó chứng minh rằng thông báo đến từ cửa hàng của bạn.
connect-shopify-role = Cách Crossdock làm việc
connect-shopify-role-hint = Để trống để giao những gì kho của bạn giữ. Gõ “service” để làm dịch vụ giao hàng: khi đó chỉ giao những gì bạn yêu cầu.
connect-shopify-base-url = Địa chỉ khác
connect-shopify-base-url-hint = Chỉ dùng cho trình mô phỏng: địa chỉ nó in ra khi khởi động. Để trống nếu là cửa hàng thật.
