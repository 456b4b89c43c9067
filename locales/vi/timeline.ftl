# Lịch sử của một đơn hàng: điều đã xảy ra.

event-order_received = Nhận đơn từ { $store }
event-order_paid = Khách đã thanh toán
event-order_changed = Cửa hàng đã sửa đơn
event-order_canceled = Cửa hàng đã hủy hoặc hoàn tiền đơn
event-lines_removed = { $count } sản phẩm được hoàn tiền hoặc bỏ ra
event-purchase_planned = Dự tính mua từ { $supplier } với { $cost }
event-plan_failed = { $count } dòng không lên kế hoạch mua được: { $reasons }
event-placing_started = Bắt đầu đặt tại { $supplier }, nhiều nhất { $ceiling }
event-purchase_placed = Đã đặt tại { $supplier }, mã { $numbers }
event-purchase_failed = Mua từ { $supplier } thất bại: { $reason }
event-placing_postponed = Hoãn đặt tại { $supplier }; sẽ thử lại { $again }
event-placement_in_doubt = Chưa rõ { $marketplace } đã nhận đơn hay chưa. Đang kiểm tra và không đặt lại cho tới khi biết chắc.
event-doubt_settled_placed = Kiểm tra xong: đơn đã được đặt, mã { $numbers }
event-doubt_settled_not_placed = Kiểm tra xong: đơn chưa được đặt
event-payment_opened = Mở trang thanh toán cho { $supplier } tại { $marketplace }
event-purchase_paid = Đã trả { $supplier } { $total }
event-purchase_paid_unknown = Đã trả { $supplier }
event-ceiling_exceeded = { $marketplace } đòi { $total }; chỉ cho phép { $ceiling }
event-supplier_status_changed = { $marketplace } báo “{ $word }” về đơn { $number }
event-purchase_shipped = { $supplier } đã gửi hàng
event-purchase_completed = Đơn tại { $supplier } đã hoàn tất
event-purchase_canceled = Đơn mua tại { $supplier } đã hủy
event-cancel_needed = Khách đã hủy nhưng đơn tại { $supplier } vẫn còn; cần hủy tại { $marketplace }
event-parcel_numbered = Kiện hàng có mã { $number }
event-parcel_numbered_carrier = Kiện hàng có mã { $number }, do { $carrier } vận chuyển
event-parcel_renumbered = Mã { $former } đổi thành { $number }
event-parcel_status_changed = Kiện { $number }: { $status }
event-store_told = Đã báo cửa hàng: { $count } sản phẩm gửi với mã { $number }
event-store_refused = Cửa hàng từ chối mã { $number }
event-foreign_fulfillment_seen = { $count } sản phẩm do người khác giao vận trong cửa hàng
event-foreign_fulfillment_number = Mã vận đơn là { $number }
event-fulfillment_canceled = Có người đã hủy trong cửa hàng thông tin giao vận với mã { $number }
event-fulfilled_by_hand = Giao vận bằng tay với mã { $number }
event-reordered = Đã đặt lại
event-recipient_edited = Đã sửa địa chỉ
event-shipping_chosen = Đã chọn vận chuyển cho đơn này: { $rule }
event-price_accepted = Đã chấp nhận giá mới

actor-store = cửa hàng
event-supplier-unknown = nhà cung cấp
event-nothing-named = (không có mã)

# What customers were told.
event-notice_sent = Đã báo khách qua { $medium }: { $event }
event-notice_sent_again = Đã báo khách qua { $medium }: { $event }. Lần gửi trước không có hồi âm nên có thể đã đến; cả hai là cùng một tin
event-notice_refused = Không thể báo khách qua { $medium }: { $event }
event-notice_in_doubt = Chưa rõ khách đã được báo qua { $medium } hay chưa: { $event }. Tin không tự gửi lại
notice-event-shipped = đã gửi hàng
notice-event-out_for_delivery = đang phát hàng
notice-event-delivered = đã giao
notice-event-delayed = bị chậm
notice-medium-email = e-mail
notice-medium-sms = SMS
