# Xuất tệp: đơn hàng, đơn mua và kiện hàng.

nav-exports = Xuất tệp
exports-export = Xuất tệp
exports-lead = Tệp được ghi ở phía sau, kể cả khi bạn rời đi, và được giữ { $days } ngày.
exports-new = Xuất tệp mới
exports-started = Đang ghi tệp. Tệp sẽ tự hiện ở đây.
exports-removed = Đã xóa tệp.
exports-gone = Tệp này không còn nữa. Hãy xuất lại.
exports-caption = Các tệp đã xuất
exports-empty = Chưa có tệp nào
exports-empty-body = Đơn hàng, đơn mua và kiện hàng dưới dạng CSV hoặc Excel, với các cột bạn chọn.
exports-about = { $rows }, { $count } cột
exports-until = Giữ đến

## Yêu cầu

exports-about-orders = Gồm { $count } đơn hàng.
exports-about-parcels = Gồm { $count } kiện hàng.
exports-about-many-parcels = Gồm hơn { $count } kiện hàng.
exports-change-list = Đổi danh sách
exports-rows = Mỗi dòng là
exports-rows-orders = Đơn hàng
exports-rows-purchases = Đơn mua
exports-rows-parcels = Kiện hàng
exports-form = Định dạng
exports-form-xlsx = Excel (xlsx)
exports-form-xlsx-hint = Cho Excel, LibreOffice và Google Sheets: số, ngày và mã vận đơn dài được giữ nguyên.
exports-form-csv = CSV
exports-form-csv-hint = Cho các chương trình khác. Excel làm tròn mã vận đơn dài hơn 15 chữ số trong CSV.
exports-columns = Cột
exports-safe = Văn bản bắt đầu giống công thức sẽ được đánh dấu để không bị tính khi mở tệp.
exports-write = Ghi tệp
exports-mail-to = Gửi qua email đến
exports-mail-to-hint = Tệp được đính kèm, hoặc gửi dưới dạng liên kết nếu lớn hơn 6 MiB.
exports-mail-subject = Tệp xuất { $name }
exports-mail-text = Tệp { $name } đã sẵn sàng. Nếu không được đính kèm thì tệp quá lớn để gửi qua email: hãy tải trong vòng { $days } ngày tại { $page }
exports-mailed = Đã gửi đến { $to }

## Tệp

exports-column-file = Tệp
exports-column-state = Trạng thái
exports-column-rows = Số dòng
exports-column-size = Dung lượng
exports-column-asked = Người yêu cầu
exports-column-actions = Thao tác
exports-state-waiting = Đang chờ
exports-state-writing = Đang ghi
exports-state-done = Sẵn sàng
exports-state-failed = Thất bại
exports-download = Tải xuống
exports-again = Ghi lại
exports-remove = Xóa

## Từ trong tệp

export-answer-yes = Có
export-answer-no = Không

## Tiêu đề cột

export-column-number = Đơn hàng
export-column-order_id = Mã nội bộ của đơn
export-column-store = Cửa hàng
export-column-ordered_at = Khách đặt lúc
export-column-tab = Trạng thái đơn
export-column-payment = Thanh toán
export-column-customer = Khách hàng
export-column-email = E-mail
export-column-recipient = Người nhận
export-column-company = Công ty
export-column-phone = Điện thoại
export-column-address_1 = Địa chỉ
export-column-address_2 = Địa chỉ, dòng 2
export-column-city = Thành phố
export-column-province = Tỉnh, bang
export-column-province_code = Mã tỉnh, bang
export-column-postal_code = Mã bưu chính
export-column-country = Nước
export-column-items = Hàng
export-column-skus = SKU
export-column-quantity = Số lượng
export-column-total = Tổng tiền
export-column-currency = Tiền tệ
export-column-cost = Chi phí
export-column-cost_currency = Tiền tệ của chi phí
export-column-margin = Lãi
export-column-suppliers = Các nhà cung cấp
export-column-supplier_orders = Đơn bên nhà cung cấp
export-column-tracking_numbers = Các mã vận đơn
export-column-tracking_status = Trạng thái vận chuyển
export-column-failures = Lỗi
export-column-canceled_at = Hủy lúc
export-column-note = Ghi chú
export-column-purchase_id = Mã nội bộ của đơn mua
export-column-placed_at = Đặt mua lúc
export-column-state = Trạng thái đơn mua
export-column-state_since = Ở trạng thái này từ
export-column-supplier = Nhà cung cấp
export-column-marketplace = Sàn
export-column-goods = Tiền hàng
export-column-shipping = Tiền gửi hàng
export-column-paid_at = Trả tiền lúc
export-column-method = Cách gửi
export-column-failure = Lý do thất bại
export-column-attempts = Số lần thử
export-column-tracking_number = Mã vận đơn
export-column-carrier = Đơn vị vận chuyển
export-column-status = Trạng thái vận chuyển
export-column-fulfilled = Đã giao vận
export-column-shipped_at = Gửi lúc
export-column-delivered_at = Giao lúc
export-column-expected_at = Dự kiến giao
export-column-last_event_at = Quét lần cuối lúc
export-column-last_event = Lần quét cuối
export-column-last_place = Nơi quét cuối
export-column-former_numbers = Các mã trước
