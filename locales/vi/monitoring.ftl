# Giám sát: những gì đã đặt trong một khoảng thời gian giờ ra sao, và mất bao lâu.

monitoring-title = Giám sát
monitoring-lead = Các đơn mua đặt trong những ngày này giờ ra sao và mất bao lâu. Mỗi con số mở ra danh sách của nó.
monitoring-empty = Những ngày này chưa đặt gì
monitoring-empty-body = Khi có đơn mua được đặt, trang này cho biết ai gửi và giao đúng hạn.
monitoring-share = { $share } số đã đặt
monitoring-hours = { $hours } giờ
monitoring-days = { $days } ngày
monitoring-p90 = 9 trên 10 trong vòng { $time }
monitoring-by-hand = Nhập bằng tay

## Ngày

monitoring-dates-week = 7 ngày qua
monitoring-dates-month = 30 ngày qua
monitoring-dates-quarter = 90 ngày qua
monitoring-dates-year = 365 ngày qua

## Thẻ

monitoring-card-placed = Đã đặt
monitoring-card-placed-hint = Kiện hàng, và đơn mua chưa có kiện
monitoring-card-shipped = Đã gửi
monitoring-card-not_shipped = Chưa gửi
monitoring-card-delivered = Đã giao
monitoring-card-late = Trễ
monitoring-card-to_ship = Thời gian gửi hàng
monitoring-card-to_deliver = Thời gian giao hàng

## Biểu đồ

monitoring-chart-placed = Số đã đặt theo thời gian
monitoring-chart-legs = Hiện đang ở đâu
monitoring-chart-to-ship = Thời gian gửi hàng theo nhà cung cấp (trung vị)
monitoring-chart-to-deliver = Thời gian giao hàng theo nước (trung vị)
monitoring-chart-none = Những ngày này chưa có gì để đo.

## Bảng

monitoring-by-supplier = Theo nhà cung cấp
monitoring-by-method = Theo cách gửi
monitoring-by-country = Theo nước
monitoring-column-supplier = Nhà cung cấp
monitoring-column-method = Cách gửi
monitoring-column-country = Nước
monitoring-column-placed = Đã đặt
monitoring-column-shipped = Đã gửi
monitoring-column-not_shipped = Chưa gửi
monitoring-column-delivered = Đã giao
monitoring-column-late = Trễ
monitoring-column-to_ship = Gửi: trung vị, p90
monitoring-column-to_deliver = Giao: trung vị, p90
