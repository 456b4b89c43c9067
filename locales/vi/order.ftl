# Trang của một đơn hàng và các thao tác ở đó.

order-back = Tất cả đơn hàng
order-open-store = Mở trong { $store }
order-place-title = Đặt { $number } với { $cost } tại { $suppliers } nhà cung cấp?
order-place-body = Đơn sẽ được tạo ngay tại nhà cung cấp rồi chờ bạn thanh toán trên sàn. Đơn vượt mức trần sẽ không được đặt.
order-placed-at = Đặt lúc
order-note = Ghi chú của khách

## Chưa rõ

doubt-title = Đang kiểm tra với { $marketplace } xem đơn này đã được đặt chưa
doubt-fix = Đơn sẽ không được đặt lại cho tới khi biết chắc. Chuyện đã xảy ra: { $what }
doubt-fix-plain = Đơn sẽ không được đặt lại cho tới khi biết chắc.
doubt-payment-title = Đang kiểm tra với { $marketplace } xem đơn này đã được thanh toán chưa
doubt-payment-fix = Đơn sẽ không được thanh toán lại cho tới khi biết chắc.
doubt-question = Không chờ được? Hãy xem { $marketplace } có đơn nào { $when } cho { $name } không.
doubt-open = Mở đơn của tôi tại { $marketplace }
doubt-numbers = Mã đơn ở đó
doubt-numbers-hint = Đúng như { $marketplace } hiển thị; nhiều mã thì cách nhau bằng dấu phẩy. Mã được kiểm tra trước khi ghi nhận.
doubt-numbers-missing = Hãy nhập mã đơn mà { $marketplace } hiển thị.
doubt-take-over = Đã đặt với mã này
doubt-not-placed-do = Chưa được đặt: đặt ngay
doubt-not-placed-title = Đặt ngay tại { $supplier } với { $cost }?
doubt-not-placed-body = Chỉ làm vậy khi { $marketplace } không có đơn này: nếu thật ra đã có, hàng của khách sẽ bị mua hai lần.
doubt-not-placed-action = Đặt ngay
doubt-give-up = Bỏ đơn mua này
doubt-give-up-title = Bỏ đơn mua này?
doubt-give-up-body = Đơn sẽ không được đặt nữa, các dòng chờ ở thẻ Thất bại cho tới khi bạn đặt lại. Nếu thật ra { $marketplace } đã có đơn, hãy hủy ở đó.

## Đơn mua

purchase-shipping = Vận chuyển
purchase-days = { $min }–{ $max } ngày
purchase-days-one = { $days } ngày
purchase-days-unknown = không rõ mấy ngày
purchase-tracked = có mã vận đơn
purchase-untracked = không có mã vận đơn
purchase-goods = Tiền hàng
purchase-shipping-cost = Phí vận chuyển
purchase-expected = Dự tính
purchase-asked = { $marketplace } đòi
purchase-ceiling = Nhiều nhất
purchase-order-number = Mã đơn nhà cung cấp
purchase-order-status = { $marketplace } báo
purchase-order-unread = chưa đọc
purchase-pay-until = Bị đóng nếu chưa trả
purchase-paid = Đã trả
purchase-read = Đọc lúc
purchase-through = Qua
purchase-pay = Thanh toán tại { $marketplace }
purchase-place = Chỉ đặt phần này
purchase-place-title = Đặt phần này tại { $supplier } với giá { $cost }?
purchase-place-body = Chỉ mua các dòng của nhà cung cấp này. Phần còn lại của đơn vẫn chờ.
done-placing-one = Đang đặt hàng.
purchase-give-up = Bỏ
purchase-give-up-title = Bỏ việc mua từ { $supplier }?
purchase-give-up-body = Chưa gửi gì đi. Các dòng sẽ chờ ở thẻ Thất bại cho tới khi bạn đặt lại hoặc tự giao vận.
purchase-earlier = { $count } lần thử trước
purchase-unplanned = Chưa thuộc đơn mua nào
purchase-unplanned-waiting = Đang tra giá và phí vận chuyển; chỉ mất giây lát.
purchase-unplanned-unpaid = Chưa mua gì khi khách chưa thanh toán.
purchase-unplanned-failed = Xem cách xử lý ở phía trên.
purchase-unplanned-none = Các dòng này không cần mua gì.
line-removed = { $count } đã hoàn tiền
line-no-shipping = không giao hàng

## Kiện hàng

parcels-title = Kiện hàng
parcels-none = Chưa có kiện hàng
parcels-none-body = Mã vận đơn hiện ở đây ngay khi nhà cung cấp gửi hàng, và cửa hàng được báo tự động.
parcel-no-number = Chưa có mã
parcel-former = Trước đây: { $numbers }
parcel-events = { $count } lượt quét
parcel-no-events = Chưa có lượt quét
parcel-expected = Dự kiến tới
parcel-shipped = Gửi lúc
parcel-delivered = Giao lúc
parcel-holds = Gồm
parcel-holds-unknown = chưa rõ
parcel-carrier = Vận chuyển bởi
parcel-by-hand = nhập bằng tay
told-intended = Đang báo cửa hàng
told-told = Đã báo cửa hàng
told-refused = Cửa hàng từ chối
told-foreign = Người khác giao vận trong cửa hàng
told-canceled = Đã hủy trong cửa hàng
told-not-yet = Chưa báo cửa hàng

## Khách hàng và địa chỉ

customer-title = Khách hàng
customer-none = Không có tên
address-title = Giao tới
address-complete = Không thiếu gì
address-missing = Thiếu: { $fields }
address-edited = Đã sửa ở đây; thay đổi từ cửa hàng không ghi đè nữa
address-edit = Sửa địa chỉ
address-name = Họ và tên
address-company = Công ty
address-phone = Điện thoại
address-phone-hint = Kèm mã quốc gia; người giao hàng gọi trước khi giao.
address-line1 = Số nhà và đường
address-line2 = Căn hộ, tầng, phường
address-city = Thành phố
address-province = Tỉnh hoặc bang
address-postal-code = Mã bưu chính
address-country = Quốc gia
address-country-choose = Chọn quốc gia
address-tax-kind = Loại mã số thuế
address-tax-kind-hint = Theo cách gọi của hải quan, ví dụ cpf, rut hoặc pccc.
address-tax-value = Mã số thuế
address-needed = Thiếu mục này thì hàng không tới được.
address-save = Lưu địa chỉ
address-saved = Đã sửa địa chỉ.
address-saved-reorder = Đã sửa địa chỉ. Bây giờ hãy bấm Đặt lại.

## Tiền

money-title = Tiền
money-total = Khách đã trả
money-total-unpaid = Khách cần trả
money-goods = Tiền hàng
money-shipping = Phí vận chuyển
money-other = Thuế, phí và giảm giá ở đó
money-cost = Chi phí
money-expected = dự tính
money-margin = Lợi nhuận
money-margin-note = chưa trừ phí và hoàn tiền
money-apart = Tổng tiền tính bằng { $currency }, chi phí bằng loại tiền khác; hai bên không gộp thành một lợi nhuận.
money-no-cost = Chi phí sẽ rõ khi có kế hoạch mua.

## Vận chuyển của đơn này

shipping-title = Vận chuyển của đơn này
shipping-rule-store = Theo cửa hàng
shipping-rule-store-hint = Như đã đặt cho { $store }.
shipping-rule-cheapest = Rẻ nhất
shipping-rule-cheapest-hint = Bằng giá thì chọn cách nhanh nhất.
shipping-rule-fastest = Nhanh nhất
shipping-rule-fastest-hint = Nhanh như nhau thì chọn cách rẻ nhất.
shipping-rule-named = Cách chỉ định
shipping-rule-named-hint = Chỉ dùng cách có tên bên dưới.
shipping-name = Tên cách vận chuyển
shipping-tracked = Chỉ khi có mã vận đơn
shipping-days = Nhiều nhất mấy ngày
shipping-save = Dùng cách này
shipping-saved = Đã chọn vận chuyển.
shipping-saved-reorder = Đã chọn vận chuyển. Bây giờ hãy bấm Đặt lại.
shipping-rejected = Đã xem và không chọn
shipping-name-missing = Hãy nhập tên cách vận chuyển đúng như trên sàn.
shipping-days-wrong = Hãy nhập số ngày nguyên hoặc để trống.

## Giao vận bằng tay

hand-title = Giao vận bằng tay
hand-lead = Dành cho hàng bạn mua nơi khác: cửa hàng và khách sẽ được báo mã này, và không mua gì thêm cho nó.
hand-number = Mã vận đơn
hand-number-missing = Hãy nhập mã vận đơn, nhiều nhất 64 ký tự.
hand-carrier = Đơn vị vận chuyển
hand-lines = Số lượng mỗi món
hand-line = { $item } (còn { $left })
hand-line-wrong = Hãy nhập số từ 0 đến { $left }.
hand-lines-none = Hãy nhập số lượng cho ít nhất một dòng.
hand-do = Báo cửa hàng
hand-done = Đang báo cửa hàng mã { $number }.

## Lịch sử

story-title = Lịch sử đơn hàng

## Việc đã làm

done-reorder = Đang đặt lại: giá, tồn kho và vận chuyển được tra lại.
done-price = Đã chấp nhận giá mới; đang đặt lại.
done-doubt-placed = Đã ghi nhận. Đơn hàng sẽ tự đi tiếp.
done-doubt-not-placed = Đang đặt ngay bây giờ.
done-given-up = Đã bỏ. Đơn chờ ở thẻ Thất bại cho tới khi bạn đặt lại.
done-sync = Đang hỏi cửa hàng và sàn. Thay đổi sẽ tự hiện ra ở đây.
pay-opening-title = Đang mở { $marketplace }
pay-opening = Bạn đang được chuyển tới { $marketplace } để thanh toán. Crossdock sẽ sớm kiểm tra xem đã thanh toán chưa.
pay-opening-link = Tới { $marketplace } ngay
pay-opening-back = Về { $number }

## Vì sao không làm được

refused-not-failed = Đơn này không còn gì thất bại; nó đã đi tiếp.
refused-not-paid = Đơn đã hủy hoặc chưa thanh toán nên không mua gì.
refused-settled = Việc này đã được giải quyết, do kiểm tra hoặc do người khác.
refused-not-awaiting-payment = Đơn không còn chờ thanh toán nữa.
refused-sent = Đơn đã được gửi đi; hãy hủy trên sàn.
refused-all-packed = Mọi món của đơn này đã nằm trong kiện hàng.
refused-busy = Người khác vừa sửa đơn này cùng lúc. Hãy xem lại rồi thử lần nữa.
refused-numbers = { $marketplace } không có mã này, hoặc đơn đó chứa hàng khác. Hãy xem lại.
refused-signed-out = Hiện không hỏi được { $marketplace }. Hãy kết nối lại trong mục Kết nối, hoặc thử lại sau giây lát.

## Bên theo dõi và người bán nói gì về kiện

parcel-set-by = { $name } đặt bằng tay,
parcel-number-wrong-digit = Chữ số kiểm tra của mã này sai: có thể gõ nhầm. Mã vẫn được theo dõi.
parcel-number-none = Đây không giống mã vận đơn.
parcel-again = Theo dõi lại
parcel-status-title = Đặt trạng thái bằng tay
parcel-status-lead = Giữ nguyên cho tới khi bạn nhấn “Theo dõi lại”, dù hãng vận chuyển báo gì.
parcel-status = Trạng thái
parcel-status-note = Lý do
parcel-status-save = Đặt trạng thái
parcel-carrier-title = Sửa hãng vận chuyển
parcel-carrier-lead = Khi bên theo dõi không tìm ra ai vận chuyển, hoặc tìm sai. Mỗi mã chỉ sửa được vài lần.
parcel-carrier-other = Hãng khác, theo mã
parcel-carrier-code = Mã của hãng khác ở bên theo dõi
parcel-carrier-save = Sửa hãng vận chuyển
parcel-carrier-wrong = Chọn một hãng, hoặc gõ mã của hãng: chỉ chữ số.
done-track-again = Kiện được xem lại; tin mới sẽ hiện sau giây lát.
done-status-set = Đã đặt trạng thái. Giữ tới khi bạn theo dõi lại.
done-carrier = Đã báo cho bên theo dõi ai vận chuyển kiện.
registration-new = Bên theo dõi sắp được yêu cầu theo mã này.
registration-followed = Đang được bên theo dõi theo.
registration-stopped = Đã được theo dõi tới cùng.
registration-refused = Bên theo dõi không theo mã này; thông tin của nhà cung cấp vẫn tiếp tục.
registration-skipped = Mã này không cần bên theo dõi.
registration-used-up = Bên theo dõi hết lượt. Kiện này chỉ còn theo thông tin của nhà cung cấp.
refusal-already_registered = Mã đã đăng ký.
refusal-not_registered = Bên theo dõi không còn biết mã này.
refusal-no_news_yet = Chưa có thông tin.
refusal-carrier_unknown = Không rõ ai vận chuyển: sửa hãng bên dưới.
refusal-carrier_wrong = Không theo hãng này: chọn hãng khác bên dưới.
refusal-more_needed = Hãng cần thêm thông tin ngoài mã.
refusal-number_wrong = Cho rằng đây không phải mã vận đơn.
refusal-quota_used_up = Hết lượt.
refusal-daily_limit = Đã đăng ký đủ số mã trong ngày.
refusal-not_stopped = Vẫn đang được theo dõi.
refusal-retracks_used_up = Đã theo lại đủ số lần cho phép.
refusal-stopped = Không còn được theo dõi.
refusal-too_many_changes = Đã sửa hãng đủ số lần cho phép, hoặc vừa sửa.
refusal-other = Bên theo dõi từ chối.
tracking-detail-invalid_number = Mã không khớp kiện nào
tracking-detail-announced = Đã báo cho hãng
tracking-detail-picked_up = Hãng đã nhận
tracking-detail-departed = Đã rời nước gửi
tracking-detail-arrived = Đã tới nước nhận
tracking-detail-customs = Đang thông quan
tracking-detail-customs_released = Đã thông quan
tracking-detail-customs_needs = Hải quan chờ giấy tờ hoặc tiền: hỏi khách hàng
tracking-detail-ready_for_pickup = Chờ khách tới lấy
tracking-detail-out_for_delivery = Đang giao
tracking-detail-nobody_there = Không có ai ở nhà
tracking-detail-security = Bị giữ vì an toàn
tracking-detail-rejected = Khách không nhận
tracking-detail-wrong_address = Địa chỉ sai
tracking-detail-returning = Đang quay về
tracking-detail-back_at_sender = Đã về nơi gửi
tracking-detail-damaged = Bị hỏng
tracking-detail-delayed = Bị trễ
tracking-detail-lost = Thất lạc
tracking-detail-destroyed = Bị hủy
tracking-detail-called_off = Lô gửi bị hủy
