# The list of orders: tabs, states, what an order waits for, filters, and what is done to many.

## Tabs

tab-all = All
tab-pending = Pending
tab-awaiting_order = Awaiting order
tab-awaiting_payment = Awaiting payment
tab-awaiting_shipment = Awaiting shipment
tab-fulfilled = Fulfilled
tab-canceled = Canceled
tab-failed = Failed

## Where a purchase stands

purchase-planned = To be placed
purchase-placing = Placing
purchase-placement_unknown = Checking
purchase-awaiting_payment = Awaiting payment
purchase-paying = Paying
purchase-payment_unknown = Checking payment
purchase-awaiting_shipment = Awaiting shipment
purchase-shipped = Shipped
purchase-completed = Received
purchase-failed = Failed
purchase-canceled = Canceled

## Where a parcel is, what that means and what to do

tracking-pending = Pending
tracking-unknown = Unknown
tracking-in_transit = In transit
tracking-pick_up = Pick up
tracking-expired = Expired
tracking-alert = Alert
tracking-undelivered = Undelivered
tracking-returned = Returned
tracking-delivered = Delivered

tracking-pending-hint = Nothing is known of it yet. Nothing to do.
tracking-unknown-hint = The carrier does not know the number yet. If that lasts more than a week, ask the supplier.
tracking-in_transit-hint = It is on its way. Nothing to do.
tracking-pick_up-hint = It waits for the customer or is out for delivery. Tell the customer if it stays like this.
tracking-expired-hint = It has been on its way for much too long. Ask the supplier, and write to the customer.
tracking-alert-hint = Something happened to it: customs, damage or a wrong address. Ask the carrier or the supplier.
tracking-undelivered-hint = A delivery was tried and failed. Check the address and phone with the customer.
tracking-returned-hint = It goes back to the supplier. Agree with the customer on a refund or another parcel.
tracking-delivered-hint = It arrived.

## The customer's payment

payment-unpaid = Not paid
payment-paid = Paid
payment-partly_refunded = Partly refunded
payment-refunded = Refunded
payment-voided = Payment voided
payment-unknown = The store says “{ $word }”

## What an order waits for

waits-payment = The customer's payment
waits-payment-unknown = Nothing is bought on a payment state that Crossdock does not know
waits-plan = Prices and shipping are being looked up
waits-place = Your go-ahead to place
waits-placing = Being placed
waits-doubt = Checking whether it was placed
waits-doubt-payment = Checking whether it was paid
waits-pay = Payment at { $marketplace }
waits-pay-until = Payment, or it closes { $when }
waits-over-ceiling = { $marketplace } asks { $total } instead of { $ceiling }
waits-paying = Payment is on its way
waits-ship = { $supplier } to ship
waits-ship-many = { $count ->
    [one] { $count } supplier to ship
   *[other] { $count } suppliers to ship
}
waits-tell = The store to be told
waits-nothing = Nothing more
waits-delivered = Delivered
waits-parcel = Parcel: { $status }
waits-canceled-store = Canceled in the store
waits-refunded = Money went back to the customer
waits-called-off = Cancel the supplier order at { $marketplace }
waits-too-much = More was bought than is wanted now
waits-number = A tracking number to fulfill by hand
waits-store-refused = The store refused the tracking number
waits-told-canceled = The store to be told again: someone canceled it there
waits-sent-before = Wanted again after it was sent
waits-failed-at = { $reason } · { $where }

## The list

orders-search = Order number, customer, product, tracking or supplier order number
orders-caption = Orders
orders-tabs = What orders wait for
orders-column-order = Order
orders-column-customer = Customer
orders-column-items = Items
orders-column-suppliers = Suppliers
orders-column-waits = Waits for
orders-column-total = Total
orders-column-cost = Cost
orders-column-margin = Margin
orders-no-cost = Not known before it is planned
orders-no-margin = Total and cost are in different currencies
orders-attention = Needs attention
orders-place = Place
orders-sync-selected = Sync now
orders-store-all = All stores
orders-store = Store
orders-country-all = All countries
orders-country = Country
orders-failure-all = Any failure
orders-failure = Failure
orders-dates = Any date
orders-dates-from = Since { $from }
orders-dates-to = Until { $to }
orders-dates-both = { $from } – { $to }
orders-date-from = From
orders-date-to = To
orders-dates-apply = Show these dates
orders-dates-today = Today
orders-dates-week = Last 7 days
orders-dates-month = Last 30 days
orders-filter-search = Search: { $words }
orders-filter-store = Store: { $store }
orders-filter-country = Country: { $country }
orders-filter-failure = Failure: { $failure }
orders-filter-dates = Ordered: { $dates }
orders-lines-of = { $quantity } × { $title }
orders-chip-count = { $word } × { $count }

## Nothing here yet

orders-none-match = No order matches
orders-none-match-body = Search finds the beginnings of words in order numbers, customers, products, tracking numbers and supplier order numbers. Try fewer words, or take a filter off.
orders-empty-all = Orders will arrive here by themselves
orders-empty-all-body = As soon as a store is connected, every new order shows up within minutes, with what it costs and what it waits for.
orders-empty-all-connect = Connect a store
orders-empty-pending = Nothing is pending
orders-empty-pending-body = Orders that are not paid yet, or whose prices are still being looked up, wait here.
orders-empty-awaiting_order = Nothing waits to be placed
orders-empty-awaiting_order-body = Paid orders with a plan show up here. Tick them and press Place; nothing is bought before you do, unless automatic placing is on.
orders-empty-awaiting_payment = Nothing waits to be paid
orders-empty-awaiting_payment-body = Supplier orders that were placed wait here until you have paid them at the marketplace. Crossdock notices the payment by itself.
orders-empty-awaiting_shipment = No supplier owes a parcel
orders-empty-awaiting_shipment-body = Paid supplier orders wait here until every line has a tracking number and the store was told.
orders-empty-fulfilled = Nothing was shipped yet
orders-empty-fulfilled-body = Orders arrive here when the store was told of every line. Their parcels are followed until they are delivered.
orders-empty-canceled = Nothing was canceled
orders-empty-canceled-body = Orders that the store cancels or refunds move here at once and can't be placed any more.
orders-empty-failed = Nothing failed
orders-empty-failed-body = When something can't be bought, the order shows up here with the reason, what to do about it and the button that does it.
orders-see-all = See all orders

## Placing many

place-title = Place { $count ->
    [one] 1 order
   *[other] { $count } orders
} for { $cost } at { $suppliers ->
    [one] 1 supplier
   *[other] { $suppliers } suppliers
}?
place-title-none = None of these orders can be placed
place-body = The supplier orders are created now and then wait for your payment at the marketplace. Prices are looked up once more first: what costs more than its ceiling is not placed and shows up under Failed.
place-body-none = Here is what each of them waits for.
place-do = Place { $count ->
    [one] 1 order
   *[other] { $count } orders
} for { $cost }
place-left-out = { $count ->
    [one] 1 order is left out
   *[other] { $count } orders are left out
}
place-left-out-why = Only paid orders with a plan can be placed.
place-selected-none = Tick at least one order first.
place-capped = These are the oldest { $count } that match; place the rest after them.
place-column-suppliers = At
place-column-why = Why not
place-why-canceled = Canceled or refunded
place-why-unpaid = Not paid yet
place-why-failed = Failed; fix it and press Re-order on its page
place-why-unplanned = Its prices are still being looked up
place-why-doubt = Being checked; it is not placed again until that is settled
place-why-placing = Being placed already
place-why-placed = Placed already
place-started = Placing { $count ->
    [one] 1 purchase
   *[other] { $count } purchases
}. The orders move on by themselves.
place-started-some = Placing { $count ->
    [one] 1 purchase
   *[other] { $count } purchases
}; { $refused ->
    [one] 1 order was
   *[other] { $refused } orders were
} left out because it changed meanwhile.
place-refused = Nothing was placed: these orders changed meanwhile. Look at them again.
sync-started = Asking the store and the marketplace about { $count ->
    [one] 1 order
   *[other] { $count } orders
} now.
sync-store-started = Asking every store and marketplace now. What changed shows up here by itself.
