# Những gì trang nói khi không thể hiển thị, theo từng loại sự cố.

error-method-not-allowed-title = Địa chỉ này không nhận yêu cầu như vậy
error-method-not-allowed-body = Chưa có gì thay đổi. Hãy quay lại và dùng nút trên trang.
error-owners-only-title = Chỉ chủ sở hữu mới làm được việc này
error-owners-only-body = Hãy nhờ một chủ sở hữu thực hiện, hoặc cấp quyền chủ sở hữu cho bạn.
error-cross-site-title = Yêu cầu này đến từ trang khác
error-cross-site-body = Chưa có gì thay đổi. Hãy mở chính bàn làm việc này và thực hiện tại đây.
error-unreadable-title = Không đọc được nội dung đã gửi
error-unreadable-body = Chưa có gì thay đổi. Hãy quay lại, tải lại trang và thử lần nữa.
error-too-large-title = Nội dung quá lớn
error-too-large-body = Chưa có gì thay đổi. Hãy gửi thành từng phần nhỏ hơn.
error-too-many-title = Thử quá nhiều lần
error-too-many-body = Để ngăn người dò mật khẩu, việc đăng nhập tạm nghỉ { $detail } phút. Hoặc nhờ người quản trị máy chủ cấp một liên kết đăng nhập.
error-refused-title = Hiện chưa làm được việc này
error-refused-body = { $detail }
error-busy-title = Có người khác đang sửa mục này
error-busy-body = Thay đổi của bạn chưa được lưu. Hãy quay lại, xem điều gì đã thay đổi rồi thử lại.
error-unusable-title = Crossdock hiện không lưu được gì
error-unusable-body = { $detail } Những gì đã nhận trước đó vẫn còn. Khi khắc phục xong, công việc tự tiếp tục.
error-bad-value-title = Có một giá trị không đúng
error-bad-value-body = { $detail }
error-call-title = Nền tảng không trả lời như mong đợi
error-call-body = { $detail }
error-hook-signature-title = Thiếu chữ ký hoặc chữ ký không khớp nội dung
error-hook-disconnected-title = Cửa hàng chưa được kết nối; hãy gửi lại sau
