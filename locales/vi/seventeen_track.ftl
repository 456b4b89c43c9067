# Connecting a 17TRACK account.

connect-seventeen-track-key-way = Bằng khóa của tài khoản
connect-seventeen-track-key-way-hint = Đăng nhập api.17track.net và sao chép khóa bảo mật trong phần cài đặt. Kiện hàng được theo dõi theo mã vận đơn, dù ai bán hay vận chuyển; mỗi mã tốn một lượt của tài khoản, một lần.
connect-seventeen-track-key = Khóa bảo mật
connect-seventeen-track-key-hint = Trong Settings, Security. Khóa được lưu niêm phong và không hiển thị lại.
connect-seventeen-track-push-check = Kiểm tra tin đẩy
connect-seventeen-track-push-check-hint = Để trống. Chỉ gõ ignore nếu tin đẩy của tài khoản không có chữ ký; khi đó phần bí mật trong địa chỉ bảo vệ chúng.
connect-seventeen-track-version = Phiên bản
connect-seventeen-track-version-hint = Để trống, trừ khi 17TRACK yêu cầu phiên bản khác.
connect-seventeen-track-base-url = Địa chỉ
connect-seventeen-track-base-url-hint = Để trống cho 17TRACK thật. Trình mô phỏng có địa chỉ riêng.
