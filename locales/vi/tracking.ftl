# Trang theo dõi: kiện hàng, kiện nào cần người xem và vì sao, và các lần quét của đơn vị vận chuyển.

tracking-lead = Mọi kiện hàng, và cả những đơn lẽ ra đã phải có kiện.
tracking-tabs = Trạng thái
tracking-all = Tất cả
tracking-attention = Cần xem
tracking-tab-more = { $word } ({ $count }+)
tracking-caption = Kiện hàng
tracking-search = Mã vận đơn, đơn hàng hoặc khách
live-new-parcels-one = 1 kiện mới
live-new-parcels-many = # kiện mới

## Cột

tracking-column-parcel = Mã vận đơn
tracking-column-status = Trạng thái
tracking-column-order = Đơn hàng
tracking-column-scans = Lần quét cuối
tracking-column-supplier = Nhà cung cấp và cách gửi
tracking-column-placed = Đặt lúc
tracking-no-parcel = Chưa có kiện
tracking-follow = Theo dõi
tracking-no-scans = Chưa có lần quét nào
tracking-time-delivered = Đã giao
tracking-time-shipped = Đã gửi
tracking-time-late = Hạn giao
tracking-time-not-shipped = Chưa gửi

## Vì sao cần xem

tracking-why-trouble = Đơn vị vận chuyển báo có vấn đề
tracking-why-long_underway = Đặt hơn 45 ngày trước, đã giao vận mà chưa tới nơi
tracking-why-not_fulfilled = Đặt hơn 7 ngày trước mà chưa giao vận

## Ngày và bộ lọc

tracking-dates-week = 7 ngày qua
tracking-dates-usual = 30 ngày qua
tracking-dates-quarter = 90 ngày qua
tracking-dates-any = Mọi ngày
tracking-filter-supplier = Nhà cung cấp: { $supplier }
tracking-filter-method = Cách gửi: { $method }
tracking-filter-dates = Đặt: { $dates }
tracking-leg-shipped = Đã gửi
tracking-leg-not_shipped = Chưa gửi
tracking-leg-delivered = Đã giao
tracking-leg-underway = Đang trên đường
tracking-leg-late = Trễ

## Không có gì

tracking-calm = Không có gì cần bạn ở đây
tracking-calm-body = Không kiện nào gặp sự cố, không kiện nào đi quá lâu, và nhà cung cấp gửi hàng đúng hạn.
tracking-none = Không có kiện nào khớp
tracking-none-body = Hãy bỏ bớt bộ lọc hoặc xem nhiều ngày hơn.
tracking-empty = 30 ngày qua chưa có kiện nào
tracking-empty-body = Kiện hàng hiện ở đây ngay khi đơn mua được đặt, rồi tự theo nhà cung cấp và đơn vị vận chuyển.
tracking-show-all = Xem mọi kiện

## Theo dõi lại

tracking-again = Theo dõi lại
tracking-again-none = Hãy chọn những kiện cần theo dõi lại.
tracking-again-started = Đang đọc lại { $count } đơn hàng.
