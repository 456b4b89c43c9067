# Kết nối tài khoản AliExpress.

connect-aliexpress-authorize = Đăng nhập bằng AliExpress
connect-aliexpress-authorize-hint = Nhập khóa và mã bí mật của ứng dụng Drop Shipping lấy từ openservice.aliexpress.com. Sau đó đăng nhập AliExpress bằng tài khoản mua hàng và cho phép ứng dụng truy cập. Callback URL khai báo trong ứng dụng phải là địa chỉ của trang quản lý này.
connect-aliexpress-app-key = App key
connect-aliexpress-app-key-hint = Xem trong App Console, mục App Management; là một dãy số như 501234.
connect-aliexpress-app-secret = App secret
connect-aliexpress-app-secret-hint = Nằm cạnh App key. Mã này được lưu ở dạng mã hóa và không hiển thị lại.
connect-aliexpress-base-url = Địa chỉ cổng API
connect-aliexpress-base-url-hint = Để trống nếu dùng AliExpress thật. Trình mô phỏng có địa chỉ riêng.
