# Danh sách đơn hàng: các thẻ, trạng thái, đơn đang chờ gì, bộ lọc và thao tác hàng loạt.

## Thẻ

tab-all = Tất cả
tab-pending = Chờ xử lý
tab-awaiting_order = Chờ đặt hàng
tab-awaiting_payment = Chờ thanh toán
tab-awaiting_shipment = Chờ giao hàng
tab-fulfilled = Đã giao vận
tab-canceled = Đã hủy
tab-failed = Thất bại

## Trạng thái đơn mua

purchase-planned = Sẵn sàng đặt
purchase-placing = Đang đặt
purchase-placement_unknown = Đang kiểm tra
purchase-awaiting_payment = Chờ thanh toán
purchase-paying = Đang thanh toán
purchase-payment_unknown = Đang kiểm tra thanh toán
purchase-awaiting_shipment = Chờ giao hàng
purchase-shipped = Đã gửi hàng
purchase-completed = Đã nhận
purchase-failed = Thất bại
purchase-canceled = Đã hủy

## Trạng thái kiện hàng, ý nghĩa và cách xử lý

tracking-pending = Chưa có thông tin
tracking-unknown = Không rõ
tracking-in_transit = Đang vận chuyển
tracking-pick_up = Chờ nhận
tracking-expired = Quá hạn
tracking-alert = Có sự cố
tracking-undelivered = Giao không thành công
tracking-returned = Hoàn hàng
tracking-delivered = Đã giao

tracking-pending-hint = Chưa có thông tin gì. Bạn không cần làm gì.
tracking-unknown-hint = Đơn vị vận chuyển chưa nhận ra mã này. Nếu kéo dài hơn một tuần, hãy hỏi nhà cung cấp.
tracking-in_transit-hint = Hàng đang trên đường. Bạn không cần làm gì.
tracking-pick_up-hint = Hàng đang chờ khách nhận hoặc đang được phát. Nếu lâu không đổi, hãy báo cho khách.
tracking-expired-hint = Hàng đi quá lâu. Hãy hỏi nhà cung cấp và nhắn cho khách.
tracking-alert-hint = Hàng gặp sự cố: hải quan, hư hỏng hoặc sai địa chỉ. Hãy hỏi đơn vị vận chuyển hoặc nhà cung cấp.
tracking-undelivered-hint = Đã giao nhưng không thành công. Hãy kiểm tra lại địa chỉ và số điện thoại với khách.
tracking-returned-hint = Hàng đang quay về nhà cung cấp. Hãy thống nhất với khách về hoàn tiền hoặc gửi lại.
tracking-delivered-hint = Hàng đã tới nơi.

## Thanh toán của khách

payment-unpaid = Chưa thanh toán
payment-paid = Đã thanh toán
payment-partly_refunded = Hoàn tiền một phần
payment-refunded = Đã hoàn tiền
payment-voided = Thanh toán bị hủy
payment-unknown = Cửa hàng báo “{ $word }”

## Đơn đang chờ gì

waits-payment = Khách thanh toán
waits-payment-unknown = Không mua khi Crossdock chưa hiểu trạng thái thanh toán
waits-plan = Đang tra giá và phí vận chuyển
waits-place = Bạn xác nhận đặt hàng
waits-placing = Đang đặt hàng
waits-doubt = Đang kiểm tra đơn đã đặt chưa
waits-doubt-payment = Đang kiểm tra đã thanh toán chưa
waits-pay = Thanh toán tại { $marketplace }
waits-pay-until = Thanh toán, nếu không sẽ bị đóng { $when }
waits-over-ceiling = { $marketplace } đòi { $total } thay vì { $ceiling }
waits-paying = Đang thanh toán
waits-ship = { $supplier } gửi hàng
waits-ship-many = { $count } nhà cung cấp gửi hàng
waits-tell = Báo cho cửa hàng
waits-nothing = Không còn gì
waits-delivered = Đã giao
waits-parcel = Kiện hàng: { $status }
waits-canceled-store = Cửa hàng đã hủy
waits-refunded = Tiền đã hoàn cho khách
waits-called-off = Hủy đơn nhà cung cấp tại { $marketplace }
waits-too-much = Đã mua nhiều hơn số cần
waits-number = Mã vận đơn để tự giao vận
waits-store-refused = Cửa hàng từ chối mã vận đơn
waits-told-canceled = Báo lại cho cửa hàng: có người đã hủy ở đó
waits-sent-before = Lại cần sau khi đã gửi
waits-failed-at = { $reason } · { $where }

## Danh sách

orders-search = Mã đơn, khách hàng, sản phẩm, mã vận đơn hoặc mã đơn nhà cung cấp
orders-caption = Đơn hàng
orders-tabs = Đơn hàng đang chờ gì
orders-column-order = Đơn hàng
orders-column-customer = Khách hàng
orders-column-items = Sản phẩm
orders-column-suppliers = Nhà cung cấp
orders-column-waits = Đang chờ
orders-column-total = Tổng tiền
orders-column-cost = Chi phí
orders-column-margin = Lợi nhuận
orders-no-cost = Chưa biết trước khi lên kế hoạch
orders-no-margin = Tổng tiền và chi phí khác loại tiền
orders-attention = Cần xử lý
orders-place = Đặt hàng
orders-sync-selected = Đồng bộ ngay
orders-store-all = Tất cả cửa hàng
orders-store = Cửa hàng
orders-country-all = Tất cả quốc gia
orders-country = Quốc gia
orders-failure-all = Mọi lý do lỗi
orders-failure = Lý do lỗi
orders-dates = Mọi ngày
orders-dates-from = Từ { $from }
orders-dates-to = Đến { $to }
orders-dates-both = { $from } – { $to }
orders-date-from = Từ ngày
orders-date-to = Đến ngày
orders-dates-apply = Xem các ngày này
orders-dates-today = Hôm nay
orders-dates-week = 7 ngày qua
orders-dates-month = 30 ngày qua
orders-filter-search = Tìm: { $words }
orders-filter-store = Cửa hàng: { $store }
orders-filter-country = Quốc gia: { $country }
orders-filter-failure = Lỗi: { $failure }
orders-filter-dates = Ngày đặt: { $dates }
orders-lines-of = { $quantity } × { $title }
orders-chip-count = { $word } × { $count }

## Chưa có gì

orders-none-match = Không có đơn hàng nào phù hợp
orders-none-match-body = Tìm kiếm dò phần đầu của từ trong mã đơn, tên khách, sản phẩm, mã vận đơn và mã đơn nhà cung cấp. Hãy thử ít từ hơn hoặc bỏ bớt bộ lọc.
orders-empty-all = Đơn hàng sẽ tự xuất hiện ở đây
orders-empty-all-body = Ngay khi kết nối cửa hàng, mỗi đơn mới sẽ hiện ra trong vài phút, kèm chi phí và việc đang chờ.
orders-empty-all-connect = Kết nối cửa hàng
orders-empty-pending = Không có đơn nào chờ xử lý
orders-empty-pending-body = Đơn chưa thanh toán hoặc đang được tra giá sẽ chờ ở đây.
orders-empty-awaiting_order = Không có đơn nào chờ đặt
orders-empty-awaiting_order-body = Đơn đã thanh toán và đã có kế hoạch mua sẽ hiện ở đây. Hãy chọn đơn rồi bấm Đặt hàng; chưa bấm thì chưa mua gì, trừ khi bạn bật tự động đặt.
orders-empty-awaiting_payment = Không có đơn nào chờ thanh toán
orders-empty-awaiting_payment-body = Đơn đã đặt tại nhà cung cấp chờ ở đây cho tới khi bạn thanh toán trên sàn. Crossdock tự nhận ra khoản thanh toán.
orders-empty-awaiting_shipment = Không nhà cung cấp nào còn nợ hàng
orders-empty-awaiting_shipment-body = Đơn đã thanh toán chờ ở đây cho tới khi mọi dòng có mã vận đơn và cửa hàng đã được báo.
orders-empty-fulfilled = Chưa có đơn nào được giao vận
orders-empty-fulfilled-body = Đơn vào đây khi cửa hàng đã được báo về mọi dòng. Các kiện hàng được theo dõi tới khi giao xong.
orders-empty-canceled = Không có đơn nào bị hủy
orders-empty-canceled-body = Đơn bị cửa hàng hủy hoặc hoàn tiền sẽ vào đây ngay và không thể đặt nữa.
orders-empty-failed = Không có đơn nào thất bại
orders-empty-failed-body = Khi không mua được, đơn sẽ hiện ở đây kèm lý do, cách xử lý và nút để làm việc đó.
orders-see-all = Xem tất cả đơn hàng

## Đặt nhiều đơn

place-title = Đặt { $count } đơn hàng với { $cost } tại { $suppliers } nhà cung cấp?
place-title-none = Không đơn nào trong số này đặt được
place-body = Đơn sẽ được tạo ngay tại nhà cung cấp rồi chờ bạn thanh toán trên sàn. Giá được tra lại một lần nữa trước khi đặt: đơn vượt mức trần sẽ không được đặt và hiện ở thẻ Thất bại.
place-body-none = Dưới đây là việc mà từng đơn đang chờ.
place-do = Đặt { $count } đơn hàng với { $cost }
place-left-out = Bỏ qua { $count } đơn hàng
place-left-out-why = Chỉ đặt được đơn đã thanh toán và đã có kế hoạch mua.
place-selected-none = Hãy chọn ít nhất một đơn hàng.
place-capped = Đây là { $count } đơn cũ nhất phù hợp; hãy đặt phần còn lại sau.
place-column-suppliers = Tại
place-column-why = Vì sao không
place-why-canceled = Đã hủy hoặc hoàn tiền
place-why-unpaid = Chưa thanh toán
place-why-failed = Thất bại; hãy xử lý rồi bấm Đặt lại ở trang đơn
place-why-unplanned = Đang tra giá
place-why-doubt = Đang kiểm tra; không đặt lại cho tới khi rõ
place-why-placing = Đang được đặt
place-why-placed = Đã đặt rồi
place-started = Đang đặt { $count } đơn mua. Các đơn hàng sẽ tự chuyển tiếp.
place-started-some = Đang đặt { $count } đơn mua; bỏ qua { $refused } đơn hàng vừa thay đổi.
place-refused = Chưa đặt gì: các đơn này vừa thay đổi. Hãy xem lại.
sync-started = Đang hỏi cửa hàng và sàn về { $count } đơn hàng.
sync-store-started = Đang hỏi mọi cửa hàng và sàn. Thay đổi sẽ tự hiện ra ở đây.
