# Cài đặt của cửa hàng và con người.

settings-empty-title = Chưa có cửa hàng để cài đặt
settings-empty-body = Mỗi cửa hàng có quy tắc riêng về đặt hàng, vận chuyển và tiền. Hãy kết nối một cửa hàng trước.
settings-change = Thay đổi
settings-save = Lưu
settings-saved = Đã lưu. Những gì lên kế hoạch từ giờ sẽ theo quy tắc mới.
settings-store-lead = Quy tắc cho đơn từ cửa hàng này. Những gì đã lên kế hoạch hoặc đã đặt thì giữ nguyên.
settings-yes = có
settings-no = không

settings-placing = Đặt hàng
settings-who-places = Ai đặt mua ở nhà cung cấp?
settings-by-hand = Thủ công
settings-by-hand-hint = Có người xem kế hoạch rồi bấm Đặt hàng.
settings-automatic = Tự động
settings-automatic-hint = Crossdock đặt mọi đơn đã thanh toán ngay khi lên kế hoạch xong. Bạn vẫn trả tiền trên sàn.

settings-shipping = Vận chuyển
settings-prefer = Chọn phương thức nào?
settings-cheapest = Rẻ nhất
settings-cheapest-hint = Nếu bằng giá thì lấy cách nhanh hơn.
settings-fastest = Nhanh nhất
settings-fastest-hint = Nếu bằng thời gian thì lấy cách rẻ hơn.
settings-named = Một phương thức chỉ định
settings-named-hint = Chỉ phương thức này; nơi nào không có thì đơn thất bại và chờ bạn.
settings-named-code = Tên hoặc mã phương thức
settings-named-code-hint = Chỉ dùng cho “Một phương thức chỉ định”.
settings-tracked-only = Chỉ loại có mã vận đơn
settings-max-days = Nhiều nhất số ngày
settings-max-days-hint = Khi đó, phương thức không nói rõ thời gian sẽ bị loại.
settings-max-cost = Nhiều nhất cho một lần mua
settings-days = ngày
settings-rule-tracked = chỉ loại có mã vận đơn
settings-rule-days = nhiều nhất { $count } ngày
settings-rule-cost = nhiều nhất { $cost }

settings-guards = Bảo vệ chi phí
settings-tolerance = Mức vượt giá cho phép
settings-tolerance-hint = Một lần mua được phép vượt kế hoạch chừng này, vì kế hoạch chưa gồm một số loại thuế. Vượt hơn nữa thì chờ bạn.

settings-customer = Khách hàng được báo gì
settings-notify = Để cửa hàng gửi email cho khách khi có hàng gửi đi
settings-notify-short = Gửi email cho khách
settings-tracking-url = Trang tra cứu
settings-tracking-url-hint = Nơi mã vận đơn dẫn tới. Viết { $placeholder } ở chỗ của mã, hoặc để trống.

settings-wrong-named = Nhập tên hoặc mã phương thức đúng như sàn viết
settings-wrong-max-days = Nhập số nguyên từ 1 đến 365, hoặc để trống
settings-wrong-max-cost = Nhập số tiền như 4,50, hoặc để trống
settings-wrong-tolerance = Nhập số nguyên từ 0 đến 1000
settings-wrong-tracking-url = Nhập địa chỉ bắt đầu bằng https và có { $placeholder }, hoặc để trống

people-title = Con người
people-open = Người dùng và vai trò
people-count = Có { $count } người làm việc ở đây.
people-add = Thêm người
people-added = Đã thêm { $name }, có thể đăng nhập ngay.
people-owners-add = Chỉ chủ sở hữu mới thêm được người.
people-member-hint = Mọi việc với đơn hàng, sản phẩm và kết nối.
people-owner-hint = Như trên, và được thêm người.
