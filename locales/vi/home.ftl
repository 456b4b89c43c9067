# Trang chủ, trang công việc nền, và các mục điều hướng liên quan.

nav-work = Công việc nền
nav-rehearsal = Diễn tập
shell-no-store = Chưa có cửa hàng
shell-stores = { $count } cửa hàng

home-title = Việc cần bạn xử lý
