# Khung của mọi trang: điều hướng, tìm kiếm, trình đơn và từ ngữ dùng chung.

product-name = Crossdock
product-claim = Đơn vào, hàng đi.
page-title = { $page } · Crossdock

## Điều hướng

nav-label = Trình đơn chính
nav-home = Tổng quan
nav-orders = Đơn hàng
nav-tracking = Vận đơn
nav-products = Sản phẩm
nav-reports = Giám sát
nav-connections = Kết nối
nav-settings = Cài đặt
nav-open = Mở trình đơn
nav-close = Đóng trình đơn
nav-count = { $name }, { $count } mục đang chờ

shell-skip = Chuyển tới nội dung
shell-search = Tìm kiếm
shell-search-placeholder = Mã đơn, khách hàng, sản phẩm hoặc mã vận đơn
shell-user-menu = Trình đơn của { $name }
shell-sign-out = Đăng xuất
shell-profile = Hồ sơ và mật khẩu

## Tùy chọn

theme-label = Giao diện
theme-system = Theo thiết bị
theme-light = Sáng
theme-dark = Tối
language-label = Ngôn ngữ

## Bàn phím

shortcuts-title = Phím tắt
shortcuts-next = Dòng kế tiếp
shortcuts-previous = Dòng trước
shortcuts-select = Chọn dòng
shortcuts-open = Mở dòng
shortcuts-search = Tìm kiếm
shortcuts-go = Tới { $page }
shortcuts-help = Xem danh sách phím tắt
shortcuts-close = Đóng cửa sổ đang mở

## Cập nhật trực tiếp

live-lost = Mất kết nối cập nhật trực tiếp. Hệ thống sẽ tự kết nối lại; trong lúc chờ, dữ liệu trên trang có thể chưa mới nhất.
live-new-orders-one = 1 đơn hàng mới
live-new-orders-many = # đơn hàng mới
live-gone = Không còn trong danh sách này

## Thông báo của trình duyệt

request-failed = Máy chủ không phản hồi. Hãy kiểm tra xem thao tác đã được thực hiện chưa trước khi thử lại.
request-refused = Máy chủ từ chối yêu cầu (mã { $status }). Chưa có gì thay đổi; hãy tải lại trang rồi thử lại.
copy = Sao chép
copied = Đã sao chép
dismiss = Bỏ qua
close = Đóng
cancel = Hủy
go-back = Quay lại
confirm = Tiếp tục
new-tab = mở trong thẻ mới
more-actions = Thao tác khác

## Bảng

table-select-all = Chọn tất cả các dòng trên trang này
table-select-row = Chọn { $name }
table-sort = Sắp xếp theo { $column }
table-selection = Chọn
table-actions = Thao tác

bulk-label = Thao tác cho các dòng đã chọn
bulk-one = Đã chọn 1
bulk-many = Đã chọn #
bulk-none = Các dòng đã chọn
bulk-clear = Bỏ chọn tất cả
bulk-all-matching = Gồm cả các trang khác: tất cả { $count } kết quả

filter-label = Lọc danh sách
filter-apply = Áp dụng
filter-clear = Xóa bộ lọc
filter-remove = Bỏ bộ lọc { $name }
filter-active = Bộ lọc đang dùng

pages-label = Các trang của danh sách
pages-newer = Mới hơn
pages-older = Cũ hơn
pages-range = { $from }–{ $to } trên { $total }

## Thời gian

time-just-now = vừa xong
time-minutes-ago = { $count } phút trước
time-hours-ago = { $count } giờ trước
time-days-ago = { $count } ngày trước
time-in-minutes = sau { $count } phút nữa
time-in-hours = sau { $count } giờ nữa
time-in-days = sau { $count } ngày nữa
time-never = chưa bao giờ

as-of = Cập nhật
as-of-refresh = Làm mới ngay

## Biểu mẫu

field-optional = không bắt buộc
form-errors = Có { $count } mục cần sửa trước khi lưu

## Lỗi

failure-what-to-do = Cách xử lý
failure-own-words = Phản hồi gốc từ { $platform }

## Thành phần chung

progress-of = { $done } trên { $total }
steps-label = Các bước
step-done = đã xong
step-current = bạn đang ở đây
thumbnails-more = và { $count } mục khác
timeline-details = Chi tiết
quantity = { $count } ×
chart-table = Xem dạng bảng
customer-country-unknown = Chưa rõ quốc gia

## Không tìm thấy và sự cố

error-not-found-title = Không tìm thấy trang này
error-not-found-body = Có thể liên kết đã cũ hoặc nội dung đã bị xóa.
error-not-found-step = Về trang Tổng quan
error-broken-title = Không hiển thị được trang này
error-broken-body = Chưa có gì thay đổi. Hãy thử lại sau giây lát; nếu vẫn lỗi, hãy gửi mã bên dưới cho người quản trị máy chủ.
error-reference = Mã tham chiếu
