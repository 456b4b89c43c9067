# Exports: files of orders, purchases and parcels.

nav-exports = Exports
exports-export = Export
exports-lead = Files are written behind, also while you are away, and kept for { $days } days.
exports-new = New export
exports-started = The file is being written. It shows up here by itself.
exports-removed = The file was removed.
exports-gone = There is no such file any more. Ask for it again.
exports-caption = Exports
exports-empty = No files yet
exports-empty-body = Orders, purchases and parcels as CSV or Excel, with the columns that you choose.
exports-about = { $rows }, { $count ->
    [one] 1 column
   *[other] { $count } columns
}
exports-until = Kept until

## Asking

exports-about-orders = { $count ->
    [one] It is about 1 order.
   *[other] It is about { $count } orders.
}
exports-about-parcels = { $count ->
    [one] It is about 1 parcel.
   *[other] It is about { $count } parcels.
}
exports-about-many-parcels = It is about more than { $count } parcels.
exports-change-list = Change the list
exports-rows = What a row is
exports-rows-orders = Orders
exports-rows-purchases = Purchases
exports-rows-parcels = Parcels
exports-form = File type
exports-form-xlsx = Excel (xlsx)
exports-form-xlsx-hint = For Excel, LibreOffice and Google Sheets: numbers, dates and long tracking numbers stay as they are.
exports-form-csv = CSV
exports-form-csv-hint = For other programs. Excel shortens tracking numbers of more than 15 digits in a CSV.
exports-columns = Columns
exports-safe = Texts that begin like a formula are marked, so that nothing in them is calculated where the file is opened.
exports-write = Write the file
exports-mail-to = Mail it to
exports-mail-to-hint = The file comes as an attachment, or as a link if it is larger than 6 MiB.
exports-mail-subject = Your export { $name }
exports-mail-text = The file { $name } is ready. If it is not attached, it is too large for a mail: download it within { $days } days at { $page }
exports-mailed = Mailed to { $to }

## Files

exports-column-file = File
exports-column-state = State
exports-column-rows = Rows
exports-column-size = Size
exports-column-asked = Asked for by
exports-column-actions = Actions
exports-state-waiting = Waiting
exports-state-writing = Writing
exports-state-done = Ready
exports-state-failed = Failed
exports-download = Download
exports-again = Write it again
exports-remove = Remove

## Words in a file

export-answer-yes = Yes
export-answer-no = No

## Titles of columns

export-column-number = Order
export-column-order_id = Order id
export-column-store = Store
export-column-ordered_at = Ordered at
export-column-tab = Status
export-column-payment = Payment
export-column-customer = Customer
export-column-email = E-mail
export-column-recipient = Recipient
export-column-company = Company
export-column-phone = Phone
export-column-address_1 = Address
export-column-address_2 = Address, line 2
export-column-city = City
export-column-province = Province
export-column-province_code = Province code
export-column-postal_code = Postal code
export-column-country = Country
export-column-items = Items
export-column-skus = SKUs
export-column-quantity = Quantity
export-column-total = Total
export-column-currency = Currency
export-column-cost = Cost
export-column-cost_currency = Currency of the cost
export-column-margin = Margin
export-column-suppliers = Suppliers
export-column-supplier_orders = Supplier orders
export-column-tracking_numbers = Tracking numbers
export-column-tracking_status = Tracking status
export-column-failures = Failures
export-column-canceled_at = Canceled at
export-column-note = Note
export-column-purchase_id = Purchase id
export-column-placed_at = Placed at
export-column-state = State
export-column-state_since = In this state since
export-column-supplier = Supplier
export-column-marketplace = Marketplace
export-column-goods = Goods
export-column-shipping = Shipping
export-column-paid_at = Paid at
export-column-method = Shipping method
export-column-failure = Failure
export-column-attempts = Attempts
export-column-tracking_number = Tracking number
export-column-carrier = Carrier
export-column-status = Tracking status
export-column-fulfilled = Fulfilled
export-column-shipped_at = Shipped at
export-column-delivered_at = Delivered at
export-column-expected_at = Expected at
export-column-last_event_at = Last scan at
export-column-last_event = Last scan
export-column-last_place = Last place
export-column-former_numbers = Former numbers
