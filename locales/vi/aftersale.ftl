# Sau bán hàng: các vụ việc với nhà cung cấp, tệp đính kèm và chính sách.

cases-title = Vụ việc
cases-lead = Yêu cầu hủy, khiếu nại, trả hàng và hoàn tiền với nhà cung cấp: hạn gần nhất trước.
cases-show-open = Đang mở
cases-show-overdue = Quá hạn
cases-show-opened = Cần gửi đi
cases-show-ours = Chờ bạn
cases-show-suppliers = Chờ nhà cung cấp
cases-show-ended = Đã xong
cases-empty = Chưa có vụ việc nào
cases-empty-body = Khi một đơn mua gặp trục trặc, hãy mở đơn hàng đó và nhấn Mở vụ việc. Crossdock giữ hạn và theo dõi trạng thái trên sàn.
cases-calm = Không có gì ở đây
cases-none-ended = Chưa có vụ việc nào xong
cases-none-body = Vụ việc tự đến đây khi trạng thái của chúng thay đổi.

## Columns

cases-column-case = Vụ việc
cases-column-state = Trạng thái
cases-column-deadline = Hạn
cases-column-order = Đơn hàng
cases-column-supplier = Nhà cung cấp
cases-column-asked = Yêu cầu
cases-column-opened = Mở lúc

## What a case is

case-kind = Loại vụ việc
case-kind-cancel_request = Yêu cầu hủy
case-kind-dispute = Khiếu nại
case-kind-return = Trả hàng
case-kind-refund = Hoàn tiền
case-about-cancel_request = Đề nghị nhà cung cấp không gửi hàng. Trước khi thanh toán, đơn chỉ việc kết thúc; sau đó nhà cung cấp phải đồng ý.
case-about-dispute = Có điều không đúng và nhà cung cấp cần bù đắp. Sàn chỉ nhận khiếu nại trong một thời gian sau khi hàng được gửi hoặc nhận.
case-about-return = Hàng được gửi trả: về nhà cung cấp hoặc về địa chỉ của bạn.
case-about-refund = Tiền cần được hoàn mà không phải gửi trả hàng.

case-state = Tình trạng
case-state-opened = Cần gửi đi
case-state-waiting_for_supplier = Chờ nhà cung cấp
case-state-waiting_for_us = Chờ bạn
case-state-won = Thắng
case-state-settled = Đã thỏa thuận
case-state-lost = Thua
case-state-withdrawn = Đã rút
case-state-approved = Được chấp thuận
case-state-refused = Bị từ chối

case-reason = Lý do
case-reason-customer_canceled = Khách hủy đơn
case-reason-too_slow = Nhà cung cấp quá chậm
case-reason-wrong_address = Sai địa chỉ
case-reason-bought_too_much = Mua nhiều hơn cần
case-reason-not_received = Chưa nhận được
case-reason-not_as_described = Không đúng mô tả
case-reason-damaged = Bị hỏng
case-reason-wrong_item = Sai hàng
case-reason-missing = Thiếu hàng
case-reason-payment = Về thanh toán
case-reason-changed_mind = Khách đổi ý
case-reason-not_told = Thấy trên sàn, không rõ lý do
case-reason-other = Lý do khác

## What needs a person

case-trouble-to_raise = { $case }: cần gửi cho nhà cung cấp
case-trouble-to_answer = { $case }: cần bạn trả lời
case-trouble-too_late = { $case }: đã quá hạn của bạn
case-trouble-supplier_too_late = { $case }: nhà cung cấp không trả lời đúng hạn
case-trouble-news = { $case }: có thay đổi
case-trouble-until = { $trouble } ({ $when })
case-fix-to_raise = Mở trang của đơn trên { $marketplace } và gửi yêu cầu ở đó. Sau đó báo ở đây là đã gửi.
case-fix-to_answer = Trả lời trên trang của đơn tại { $marketplace }, hoặc cho biết bên dưới vụ việc kết thúc thế nào.
case-fix-too_late = Xem ngay trang của đơn trên { $marketplace }: có thể vẫn còn kịp. Sau đó đặt hạn mới bên dưới, hoặc cho biết vụ việc kết thúc thế nào.
case-fix-supplier_too_late = Xem trang của đơn trên { $marketplace } và làm bước tiếp theo ở đó. Sau đó đặt hạn mới bên dưới, hoặc cho biết vụ việc kết thúc thế nào.
case-fix-news = Trạng thái trên { $marketplace } đã đổi và vụ việc đổi theo. Hãy kiểm tra xem có đúng không và ghi số tiền bạn nhận được.
case-raised = Đã gửi
case-seen = Đã xem
case-look = Mở vụ việc

## Opening one

case-open = Mở vụ việc
case-new-title = Mở vụ việc
case-no-call = { $marketplace } không có lệnh gọi cho việc này
case-no-call-body = Crossdock ghi lại vụ việc, giữ hạn và theo dõi trạng thái của đơn. Bạn tự gửi yêu cầu trên trang của đơn tại { $marketplace }.
case-line = Số lượng { $title }
case-quantity = Số lượng
case-of = trên{"\u00A0"}{ $count }
case-asked = Số tiền yêu cầu
case-asked-hint = Số tiền bạn muốn nhà cung cấp trả lại.
case-deadline-raise = Cần gửi trước
case-deadline-raise-hint = Cuối ngày đó. Khi quá hạn, đơn hàng sẽ gọi bạn.
case-goods = Hàng trả đi đâu
case-goods-nobody = Không gửi trả gì
case-goods-supplier = Về nhà cung cấp
case-goods-merchant = Về địa chỉ của bạn
case-note = Ghi chú
case-note-hint = Điều gì đã xảy ra, đã nói gì. Chỉ người trong bàn làm việc này đọc.

## One case

case-order = Đơn hàng { $number }
case-read-again = Đọc lại
case-happened = Điều gì đã xảy ra
case-deadline = Hạn
case-deadline-hint = Cuối ngày đó, cho bên phải làm tiếp. Để trống: không có hạn.
case-no-deadline = Không có hạn
case-until = đến
case-got = Số tiền nhận được
case-got-hint = Số tiền nhà cung cấp trả lại. Không sàn nào báo qua lệnh gọi.
case-number = Mã trên sàn
case-save = Lưu
case-facts = Vụ việc
case-state-since = Như vậy từ
case-marketplace-says = Sàn cho biết
case-opened-by = Người mở
case-lines = Về mặt hàng
case-line-gone = Một dòng không còn nữa
case-store = Trong cửa hàng
case-store-removed = { $count } × { $title } đã được hoàn tiền hoặc bỏ ra trong cửa hàng.
case-store-canceled = Cửa hàng đã hủy hoặc hoàn tiền cả đơn.
case-store-nothing = Cửa hàng chưa hoàn tiền gì cho việc này.
case-store-open = Mở trong cửa hàng
case-notes = Ghi chú
case-notes-none = Chưa có ghi chú.

## What came back

case-goods-title = Hàng trả về
case-goods-lead = Đếm số hàng đã về với bạn và số sẽ bán lại.
case-goods-received = Đã về: { $title }
case-goods-restocked = Bán lại: { $title }
case-goods-save = Lưu số lượng
case-goods-tell-store = { $count } món được bán lại. Hãy tự tăng tồn kho trong cửa hàng: Crossdock không thay đổi tồn kho ở đó.

## Files

case-evidence = Bằng chứng
case-evidence-file = Ảnh hoặc PDF
case-evidence-hint = PNG, JPEG, WebP hoặc PDF, mỗi tệp tối đa { $size } MB và { $count } tệp cho một vụ việc. Tệp được lưu mã hóa và không gửi đi đâu cả.
case-evidence-send = Thêm
case-evidence-size = { $size } KB
case-evidence-remove = Xóa
case-evidence-remove-title = Xóa { $name }?
case-evidence-remove-body = Tệp sẽ mất hẳn.
case-evidence-empty = Tệp trống. Hãy chọn tệp khác.
case-evidence-too-large = Tệp quá lớn. Hãy thu nhỏ ảnh rồi thêm lại.
case-evidence-kind = Đây không phải PNG, JPEG, WebP hoặc PDF. Hãy lưu thành một trong các dạng này rồi thêm lại.
case-evidence-too-many = Vụ việc này đã có đủ số tệp. Hãy xóa bớt một tệp trước.

## What a step said

case-done-opened = Vụ việc đã mở. Hãy gửi yêu cầu trên sàn ngay.
case-done-saved = Đã lưu vụ việc.
case-done-raised = Đã ghi. Câu trả lời của nhà cung cấp được theo dõi từ trạng thái của đơn.
case-done-seen = Đã ghi là đã xem.
case-done-goods = Đã lưu số lượng.
case-done-evidence = Đã thêm tệp.
case-done-removed = Đã xóa tệp.
case-wrong-amount = Nhập số tiền như 12.50 hoặc để trống.
case-wrong-day = Chọn một ngày hoặc để trống.
case-wrong-quantity = Nhập số nguyên không lớn hơn số đã mua.
case-refused-gone = Mục này không còn nữa. Hãy xem lại đơn hàng.
case-refused-not-placed = Chưa mua gì ở đó nên không có gì để giải quyết.
case-refused-no-lines = Hãy cho biết số lượng của ít nhất một dòng.
case-refused-too-many = Số đó nhiều hơn số hiện có. Hãy nhập số nhỏ hơn.
case-refused-reason = Hãy chọn một trong các lý do.
case-refused-move = Vụ việc đã ở chỗ khác và không thể chuyển như vậy từ đó. Hãy xem lại rồi chọn lại.

## What a supplier says

supplier-policy = Chính sách của nhà cung cấp
supplier-policy-none = Chưa ghi gì về việc trả hàng và hoàn tiền của nhà cung cấp này.
supplier-policy-edit = Ghi lại chính sách
supplier-policy-text = Nhà cung cấp nói gì về trả hàng và hoàn tiền
supplier-policy-hint = Hiện ở mọi nơi mở vụ việc với nhà cung cấp này. Để trống: quên đi.
supplier-policy-save = Lưu
supplier-policy-saved = Đã ghi chính sách của nhà cung cấp.

## Policy texts

policies-title = Mẫu chính sách
policies-lead = Chính sách đổi trả và hoàn tiền để bắt đầu: điền vào, sao chép, đưa vào cửa hàng của bạn.
policy-return = Chính sách đổi trả
policy-return-lead = Gửi trả thế nào, đến khi nào và về đâu.
policy-refund = Chính sách hoàn tiền
policy-refund-lead = Khi nào hoàn tiền và nhanh đến mức nào.
policy-own = Lời của bạn
policy-not-legal = Bản nháp để bắt đầu, không phải tư vấn pháp luật. Điều bạn hứa phải hợp với luật nơi khách hàng sống.
policy-preview = Đã điền
policy-unfilled = Còn chỗ trong ngoặc nhọn chưa được điền.
policy-text = Văn bản
policy-text-field = Nội dung
policy-text-hint = Những chỗ này được điền: { $names }
policy-built-in = Về văn bản có sẵn
policy-values = Điền vào
policy-value-store = Cửa hàng
policy-value-contact = Viết cho ai
policy-value-address = Địa chỉ nhận hàng trả
policy-value-days = Số ngày
policy-fill = Điền
policy-saved = Đã lưu văn bản.
policy-back = Đã về văn bản có sẵn.

## The story

event-case_opened = Mở { $case }: { $reason }
event-case_moved = { $case }: { $state }
event-case_deadline_set = { $case }: hạn { $until }
event-case_deadline_gone = { $case }: không còn hạn
event-case_deadline_passed = { $case }: đã quá hạn của chúng ta
event-case_deadline_passed_supplier = { $case }: nhà cung cấp quá hạn mà không trả lời
event-case_goods_received = Hàng trả về: { $count } đã về, { $restocked } bán lại

## Home

home-cases = Vụ việc chờ bạn
home-cases-hint = Yêu cầu hủy, khiếu nại, trả hàng và hoàn tiền
