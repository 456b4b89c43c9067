# Thiết lập, đăng nhập và trang cá nhân.

setup-title = Thiết lập Crossdock
setup-lead = Chưa có ai dùng bàn làm việc này. Bạn sẽ là chủ sở hữu và có thể thêm người khác sau.
setup-action = Trở thành chủ sở hữu

person-name = Tên
person-email = Email
person-password = Mật khẩu
person-password-hint = Ít nhất { $count } ký tự. Dài tốt hơn là phức tạp.
person-role = Vai trò
person-since = Tham gia từ
person-wrong-email = Nhập một địa chỉ như ann@example.com mà chưa ai ở đây dùng
person-wrong-name = Nhập tên; tên được hiện bên cạnh những việc người này làm
person-wrong-password = Nhập ít nhất { $count } ký tự

role-owner = Chủ sở hữu
role-member = Thành viên

sign-in-title = Đăng nhập
sign-in-lead = bằng email và mật khẩu của bàn làm việc này.
sign-in-action = Đăng nhập
sign-in-wrong = Email và mật khẩu không khớp nhau. Hãy thử lại.
sign-in-help = Chưa có hoặc quên mật khẩu? Người quản trị máy chủ có thể in cho bạn một liên kết đăng nhập.
sign-in-link-over = Liên kết này đã được dùng hoặc đã hết hạn. Hãy đăng nhập bằng mật khẩu, hoặc xin liên kết mới.
sign-out-done = Bạn đã đăng xuất.

profile-title = Hồ sơ và mật khẩu
profile-who = Bạn
profile-password = Mật khẩu
profile-current = Mật khẩu hiện tại
profile-new = Mật khẩu mới
profile-password-hint = Bạn sẽ bị đăng xuất ở mọi nơi khác.
profile-password-action = Đổi mật khẩu
profile-password-changed = Đã đổi mật khẩu, mọi trình duyệt khác đã bị đăng xuất.
profile-wrong-current = Đây không phải mật khẩu hiện tại của bạn
profile-reading = Giao diện và ngôn ngữ
