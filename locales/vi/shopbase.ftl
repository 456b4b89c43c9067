# Kết nối cửa hàng ShopBase: hai loại ứng dụng và các thông tin cần nhập cho từng loại.

connect-shopbase-private-app = Ứng dụng riêng (private app)
connect-shopbase-private-app-hint = Dành cho cửa hàng của chính bạn, chỉ mất một phút. Trong ShopBase, vào Apps → Manage private apps → Create a private app, cấp quyền đọc và ghi đơn hàng, đọc sản phẩm, rồi chép các giá trị vào đây.
connect-shopbase-public-app = Ứng dụng công khai (public app)
connect-shopbase-public-app-hint = Dành cho ứng dụng tạo trong trang đối tác ShopBase. Bạn sẽ được chuyển sang cửa hàng để cấp quyền.
connect-shopbase-shop = Tên cửa hàng
connect-shopbase-shop-hint = Phần đứng trước .onshopbase.com trong địa chỉ cửa hàng. Bạn cũng có thể dán cả địa chỉ.
connect-shopbase-api-key = Khóa API (API key)
connect-shopbase-api-key-hint = Nằm trên trang của ứng dụng riêng trong ShopBase.
connect-shopbase-password = Mật khẩu (password)
connect-shopbase-password-hint = Nằm trên trang của ứng dụng riêng, ngay dưới khóa API. Mật khẩu được lưu dưới dạng mã hóa và không hiển thị lại.
connect-shopbase-shared-secret = Khóa bí mật dùng chung (shared secret)
connect-shopbase-shared-secret-hint = Nằm trên trang của ứng dụng riêng, ngay dưới mật khẩu. Dùng để xác minh thông báo thực sự đến từ cửa hàng của bạn.
connect-shopbase-client-id = Mã ứng dụng (client ID)
connect-shopbase-client-id-hint = Là API key của ứng dụng trong trang đối tác ShopBase.
connect-shopbase-client-secret = Khóa bí mật của ứng dụng (client secret)
connect-shopbase-client-secret-hint = Là API secret của ứng dụng trong trang đối tác ShopBase. Khóa này cũng dùng để xác minh thông báo thực sự đến từ cửa hàng của bạn.
connect-shopbase-token-secret = Token secret
connect-shopbase-token-secret-hint = Tạo trong mục Access Control của ứng dụng. Mỗi ứng dụng có tối đa ba khóa.
connect-shopbase-callback-check = Kiểm tra chữ ký khi quay về
connect-shopbase-callback-check-hint = Hãy để trống. Chỉ nhập “ignore” khi kết nối báo lỗi chữ ký dù client secret đã đúng.
connect-shopbase-base-url = Địa chỉ khác
connect-shopbase-base-url-hint = Chỉ dùng cho trình mô phỏng: nhập địa chỉ được in ra khi khởi động. Hãy để trống nếu là cửa hàng thật.
