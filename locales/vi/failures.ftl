# Vì sao không mua được: nói ngắn, nói trọn câu và cách xử lý.

marketplace-unnamed = sàn
failure-details = Chi tiết: { $detail }

failure-disconnected-short = Đã bị đăng xuất
failure-disconnected = { $marketplace } chưa đăng nhập
failure-disconnected-fix = Hãy đăng nhập lại bằng tài khoản đã dùng trước đây rồi đặt lại. Chưa mua gì cả.
failure-unmapped-short = Chưa liên kết nhà cung cấp
failure-unmapped = Chưa ai cho biết mua { $item } ở đâu
failure-unmapped-fix = Hãy liên kết với sản phẩm của nhà cung cấp rồi đặt lại.
failure-sku_changed-short = Phân loại đã đổi
failure-sku_changed = Nhà cung cấp đã đổi hoặc bỏ phân loại đã chọn của { $item }
failure-sku_changed-fix = Hãy chọn phân loại hoặc nhà cung cấp khác rồi đặt lại. Chưa mua gì cả.
failure-out_of_stock-short = Hết hàng
failure-out_of_stock = Nhà cung cấp không đủ { $item }
failure-out_of_stock-fix = Hãy chờ rồi đặt lại sau, hoặc chọn nhà cung cấp khác. Chưa mua gì cả.
failure-product_gone-short = Không còn bán
failure-product_gone = Nhà cung cấp không còn bán { $item }
failure-product_gone-fix = Hãy chọn nhà cung cấp khác rồi đặt lại. Chưa mua gì cả.
failure-cannot_ship_there-short = Không giao tới được
failure-cannot_ship_there = Nhà cung cấp không giao { $item } tới địa chỉ này
failure-cannot_ship_there-fix = Nơi nhận quá xa, hàng quá nặng hoặc quá lớn với họ. Hãy chọn nhà cung cấp khác rồi đặt lại. Chưa mua gì cả.
failure-no_shipping_method-short = Không có cách vận chuyển
failure-no_shipping_method = Không cách vận chuyển nào hợp quy tắc cho { $item }
failure-no_shipping_method-fix = Hãy chọn cách khác hoặc nới quy tắc cho đơn này rồi đặt lại. Chưa mua gì cả.
failure-restricted-short = Sản phẩm bị hạn chế
failure-restricted = { $marketplace } không cho bán { $item } tới nước này
failure-restricted-fix = Sản phẩm nằm trong danh sách kiểm soát. Hãy chọn nhà cung cấp khác hoặc hoàn tiền cho khách. Chưa mua gì cả.
failure-quantity_limit-short = Quá nhiều một lúc
failure-quantity_limit = Nhà cung cấp không bán nhiều { $item } như vậy một lúc
failure-quantity_limit-fix = Hãy chọn nhà cung cấp khác, hoặc tự mua một phần rồi nhập mã vận đơn ở đây. Chưa mua gì cả.
failure-price_rose-short = Giá tăng
failure-price_rose = Giá bây giờ cao hơn dự tính
failure-price_rose-fix = Hãy chấp nhận giá mới và đặt lại, hoặc chọn nhà cung cấp khác. Chưa mua gì cả.
failure-address_invalid-short = Địa chỉ không được nhận
failure-address_invalid = { $marketplace } không chấp nhận địa chỉ của khách
failure-address_invalid-fix = Hãy sửa địa chỉ rồi đặt lại. Chưa mua gì cả.
failure-tax_id_needed-short = Thiếu mã số thuế
failure-tax_id_needed = Hải quan cần mã số thuế của khách
failure-tax_id_needed-fix = Hãy hỏi khách, thêm vào địa chỉ rồi đặt lại. Chưa mua gì cả.
failure-account_refused-short = Tài khoản bị từ chối
failure-account_refused = { $marketplace } không cho tài khoản của bạn mua hàng này
failure-account_refused-fix = Hãy xem thông báo của họ trong tài khoản và giải quyết, rồi đặt lại. Chưa mua gì cả.
failure-currency_mixed-short = Lẫn loại tiền
failure-currency_mixed = Các món có giá bằng nhiều loại tiền nên không mua chung được
failure-currency_mixed-fix = Hãy đặt lại: giá sẽ được đọc lại. Nếu vẫn vậy, hãy chọn nhà cung cấp khác cho một món.
failure-coupon_refused-short = Mã giảm giá bị từ chối
failure-coupon_refused = { $marketplace } từ chối mã giảm giá của đơn này
failure-coupon_refused-fix = Hãy đặt lại: đơn sẽ được đặt không kèm mã. Chưa mua gì cả.
failure-supplier_refused-short = Nhà cung cấp từ chối
failure-supplier_refused = Nhà cung cấp từ chối đơn mà không nói lý do
failure-supplier_refused-fix = Hãy chờ rồi đặt lại, hoặc chọn nhà cung cấp khác. Chưa mua gì cả.
failure-closed_at_marketplace-short = Sàn đã đóng đơn
failure-closed_at_marketplace = Đơn tại nhà cung cấp bị đóng trước khi gửi hàng
failure-closed_at_marketplace-fix = Đơn không được thanh toán kịp hoặc đã bị hủy ở đó. Nếu khách vẫn chờ, hãy đặt lại.
failure-given_up-short = Đã bỏ
failure-given_up = Đơn mua này đã được bỏ
failure-given_up-fix = Sẽ không mua gì cho nó nữa. Nếu khách vẫn chờ, hãy đặt lại hoặc tự giao vận.
failure-misconfigured-short = Thiết lập sai
failure-misconfigured = { $marketplace } từ chối thiết lập của kết nối này
failure-misconfigured-fix = Khóa, mã bí mật, quyền hoặc danh sách địa chỉ cho phép bị sai. Hãy sửa trong mục Kết nối rồi đặt lại.
failure-other-short = Bị từ chối
failure-other = { $marketplace } từ chối đơn này
failure-other-fix = Lời của họ ở bên dưới. Nếu chưa rõ phải sửa gì, hãy đặt lại hoặc chọn nhà cung cấp khác. Chưa mua gì cả.

## Các nút

fix-reconnect = Kết nối lại ngay
fix-map = Liên kết nhà cung cấp
fix-map-item = Liên kết { $item }
fix-supplier = Chọn nhà cung cấp khác
fix-supplier-item = Nhà cung cấp khác cho { $item }
fix-shipping = Chọn vận chuyển
fix-address = Sửa địa chỉ
fix-tax = Thêm mã số thuế
fix-price = Chấp nhận giá và đặt lại
fix-marketplace = Mở { $marketplace }
fix-connections = Mở trang Kết nối
fix-by-hand = Tự giao vận
reorder = Đặt lại

## Vì sao không chọn một cách vận chuyển

whynot-untracked = Không có mã vận đơn
whynot-too-slow = Mất tới { $days } ngày; chỉ cho phép { $allowed } ngày
whynot-too-slow-unknown = Không cho biết mất bao lâu; chỉ cho phép { $allowed } ngày
whynot-too-expensive = Giá { $cost }; chỉ cho phép { $allowed }
whynot-not-named = Không phải cách đã chỉ định
whynot-not-for-all = Không áp dụng cho mọi món

## Điều sàn muốn bạn biết

notice-payment_processing = Đang xử lý thanh toán
notice-payment_processing-fix = { $marketplace } cần vài giờ để xác nhận. Bạn không cần làm gì.
notice-risk_check = Đang kiểm tra thanh toán
notice-risk_check-fix = { $marketplace } thường kiểm tra xong trong một ngày. Bạn không cần làm gì.
notice-risk_hold = Kiểm tra thanh toán bị treo
notice-risk_hold-fix = { $marketplace } có thể cần bằng chứng khoản thanh toán là của bạn. Hãy mở đơn ở đó và trả lời, nếu không đơn sẽ bị đóng.
notice-waiting_for_group = Chờ đủ người mua chung
notice-waiting_for_group-fix = Đây là đơn mua chung chưa đủ người. Bạn không cần làm gì.
notice-address_incomplete = Cần bổ sung địa chỉ
notice-address_incomplete-fix = Hãy mở đơn tại { $marketplace } và bổ sung địa chỉ ở đó.
notice-frozen = Đơn bị đóng băng
notice-frozen-fix = Hãy mở đơn tại { $marketplace } xem họ cần gì; chưa có gì được gửi cho tới lúc đó.
notice-pre_sale = Bán trước
notice-pre_sale-fix = Nhà cung cấp sẽ gửi khi đợt bán kết thúc. Bạn không cần làm gì.
notice-canceling = Đang hủy
notice-canceling-fix = Đã yêu cầu hủy; chờ nhà cung cấp đồng ý.
notice-dispute = Đang có khiếu nại
notice-dispute-fix = Hãy mở khiếu nại tại { $marketplace } và để ý thời hạn.
notice-partly_shipped = Đã gửi một phần
notice-partly_shipped-fix = Một phần đang trên đường, phần còn lại sẽ gửi sau.
notice-partly_canceled = Một số dòng đã bị hủy
notice-partly_canceled-fix = Hãy xem tại { $marketplace } dòng nào bị hủy, rồi mua nơi khác hoặc hoàn tiền cho khách.
notice-unknown_status = Trạng thái Crossdock chưa biết
notice-unknown_status-fix = { $marketplace } báo “{ $word }”. Hãy mở đơn ở đó; ở đây chưa có gì thay đổi cho tới khi có trạng thái quen thuộc.

## Việc cần chú ý

attention-ceiling = { $marketplace } đòi { $total }, cao hơn mức cho phép { $ceiling }
attention-ceiling-fix = Thường là do thuế hoặc giá đổi. Nếu chấp nhận được, hãy thanh toán; nếu không, hãy hủy ở đó.
attention-due = { $marketplace } sẽ đóng đơn tại { $supplier } { $when } nếu chưa thanh toán
attention-due-fix = Chỉ mất một phút; sau đó đơn tự đi tiếp.
attention-called-off = Khách đã hủy nhưng đơn tại { $supplier } vẫn còn
attention-called-off-fix = Hãy hủy tại { $marketplace }, nếu không bạn trả tiền cho món không ai cần. Crossdock không hủy thay bạn ở đó được.
attention-no-number = { $supplier } đã gửi hàng nhưng không cho mã vận đơn
attention-no-number-fix = Cửa hàng và khách đang chờ mã này. Hãy tìm mã tại { $marketplace } rồi nhập vào đây; nếu không có, hãy nhắn cho nhà cung cấp.
attention-too-much = Đã mua nhiều hơn số khách còn cần
attention-too-much-fix = Có dòng được hoàn tiền sau khi đặt. Nếu hàng chưa gửi, hãy hủy trên sàn.
attention-parcel = Kiện { $number }: { $status }
attention-store = { $store } từ chối mã vận đơn { $number }
attention-store-fix = Khách chưa được báo. Hãy mở đơn trong cửa hàng và nhập mã ở đó, hoặc xem lời của cửa hàng bên dưới để biết còn thiếu gì.
attention-told-canceled = Có người đã hủy trong { $store } việc gửi kiện { $number }
attention-told-canceled-fix = Khách thấy các món này là chưa gửi. Hãy mở đơn trong cửa hàng và giao vận lại với mã này; Crossdock sẽ nhận ra và đơn đi tiếp. Nếu không gửi nữa, hãy hủy hoặc hoàn tiền trong cửa hàng.
attention-sent-before = Kiện { $number } có nhiều món hơn số { $store } đã được báo, và nay khách cần chúng
attention-sent-before-fix = Lúc kiện rời đi khách cần ít hơn, sau đó đơn lại được thêm món. Nếu khách đã có các món này, hãy mở đơn trong cửa hàng và giao vận ở đó với mã này; Crossdock sẽ nhận ra và đơn đi tiếp. Nếu không, hãy hoàn tiền trong cửa hàng và nhận đơn mới cho món còn phải gửi.
