# Cửa hàng bán gì và từng món được mua ở đâu.

products-tabs = Sản phẩm theo tình trạng liên kết
products-all = Tất cả
products-unmapped = Chưa liên kết
products-caption = Sản phẩm
products-column-product = Sản phẩm
products-column-store = Cửa hàng
products-column-variants = Phân loại
products-column-price = Giá bán
products-column-mapping = Nhà cung cấp
products-mapped = Đã liên kết { $mapped } trên { $total }
products-all-mapped = Đã liên kết hết
products-none-mapped = Chưa liên kết
products-variants = { $count } phân loại
products-sync = Đọc sản phẩm ngay
products-synced = Đang đọc sản phẩm của mọi cửa hàng. Chúng sẽ tự hiện ra ở đây.
products-empty = Sản phẩm sẽ hiện ở đây
products-empty-body = Crossdock đọc sản phẩm ngay khi kết nối cửa hàng. Tại đây bạn cho biết một lần mỗi phân loại được mua ở đâu; từ đó đơn hàng tự biết.
products-empty-connect = Kết nối cửa hàng
products-empty-mapped = Mọi phân loại đã được liên kết
products-empty-mapped-body = Sản phẩm mới của cửa hàng sẽ hiện ở đây khi chưa ai cho biết mua ở đâu.
products-see-all = Xem tất cả sản phẩm
products-next = Tiếp
products-first = Từ đầu

## Một sản phẩm

product-back = Tất cả sản phẩm
product-back-order = Về { $number }
product-variants = Phân loại và nơi mua
product-one-form = Một loại duy nhất
product-sku = SKU { $sku }
product-no-price = chưa có giá
product-not-mapped = Chưa liên kết: đơn có món này sẽ chờ ở thẻ Thất bại
product-part = { $quantity } × { $title }
product-part-from = { $supplier } tại { $marketplace }
product-map = Liên kết
product-map-change = Đổi
product-map-all = Liên kết mọi phân loại theo tên
product-map-all-hint = Dán một sản phẩm của nhà cung cấp; phân loại nào trùng tên tùy chọn sẽ được liên kết, còn lại giữ nguyên.

## Cho biết mua ở đâu

map-title = { $variant } được mua ở đâu
map-lead = Mỗi khi có người đặt một món này, tất cả những gì dưới đây sẽ được mua.
map-parts = Mua cho một món
map-part-remove = Bỏ { $title } ra
map-part-add = Thêm sản phẩm của nhà cung cấp
map-part-change = Mua món khác
map-part-change-hint = Tra một sản phẩm của nhà cung cấp: nó thay cho món đang mua, hoặc thành thêm một phần của bộ.
map-replace = Mua món này thay vào
map-add-part = Thêm thành một phần nữa
map-connection = Tài khoản trên sàn
map-product = Địa chỉ hoặc mã của sản phẩm
map-product-hint = Sao chép từ trang sản phẩm trên sàn.
map-product-missing = Hãy dán địa chỉ hoặc mã của sản phẩm.
map-read = Tra cứu
map-no-marketplace = Chưa kết nối sàn nào
map-no-marketplace-body = Nhà cung cấp được tìm qua tài khoản trên sàn. Hãy kết nối một sàn trước.
map-choose = Chọn phân loại
map-choose-lead = { $title }, bán bởi { $supplier }. Giá dành cho { $country }.
map-choose-missing = Hãy chọn một loại.
map-country = Giá dành cho
map-suggested = trùng tên
map-stock = còn { $count }
map-stock-unknown = không rõ tồn kho
map-stock-none = hết hàng
map-not-on-sale = Hiện không bán: { $word }
map-quantity = Cần bao nhiêu cho một món của bạn
map-quantity-wrong = Hãy nhập số nguyên từ 1 đến 9.999.
map-save = Lưu
map-save-hint = Đơn tới từ bây giờ sẽ được mua như vậy. Những gì đã mua không thay đổi.
map-cancel = Hủy
map-saved = Đã liên kết { $variant }.
map-saved-order = Đã liên kết { $variant }. Bây giờ hãy bấm Đặt lại ở đơn hàng.
map-same-twice = Cùng một phân loại của nhà cung cấp được nêu hai lần; hãy tăng số lượng thay vì vậy.
map-many-title = Liên kết { $matched } trên { $total } phân loại?
map-many-lead = Các tên này trùng nhau. Hãy xem qua rồi lưu.
map-many-none = Không phân loại nào trùng tên ở đó. Hãy liên kết từng loại một.
map-many-ours = Của bạn
map-many-theirs = Của nhà cung cấp
map-many-cost = Chi phí
map-many-left = Không trùng: giữ nguyên
map-many-save = Liên kết { $matched } phân loại
map-many-saved = Đã liên kết { $count } phân loại.
map-refused = { $marketplace } không đưa ra sản phẩm này
map-refused-fix = Hãy xem địa chỉ có đúng không và sản phẩm có đang bán ở đó không.
