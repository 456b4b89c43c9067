# The page of one order, and what can be done there.

order-back = All orders
order-open-store = Open in { $store }
order-place-title = Place { $number } for { $cost } at { $suppliers ->
    [one] 1 supplier
   *[other] { $suppliers } suppliers
}?
order-place-body = The supplier orders are created now and then wait for your payment at the marketplace. What costs more than its ceiling is not placed.
order-placed-at = Ordered
order-note = Note of the customer

## In doubt

doubt-title = Checking with { $marketplace } whether this order was placed
doubt-fix = It will not be placed again until we know. What happened: { $what }
doubt-fix-plain = It will not be placed again until we know.
doubt-payment-title = Checking with { $marketplace } whether this order was paid
doubt-payment-fix = It will not be paid again until we know.
doubt-question = Can't wait? Look whether { $marketplace } shows an order of { $when } for { $name }.
doubt-open = Open my orders at { $marketplace }
doubt-numbers = Its order number
doubt-numbers-hint = As { $marketplace } shows it; several with a comma between them. It is looked up before it is taken over.
doubt-numbers-missing = Type the order number that { $marketplace } shows.
doubt-take-over = It was placed with this number
doubt-not-placed-do = It was not placed: place it now
doubt-not-placed-title = Place it now, at { $supplier } for { $cost }?
doubt-not-placed-body = Do this only if { $marketplace } shows no such order: if it does after all, the customer's goods are bought twice.
doubt-not-placed-action = Place it now
doubt-give-up = Give it up
doubt-give-up-title = Give this purchase up?
doubt-give-up-body = It is not placed any more, and its lines wait under Failed until you order again. If { $marketplace } has the order after all, cancel it there.

## Purchases

purchase-shipping = Shipping
purchase-days = { $min }–{ $max } days
purchase-days-one = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
purchase-days-unknown = days not said
purchase-tracked = tracked
purchase-untracked = no tracking number
purchase-goods = Goods
purchase-shipping-cost = Shipping
purchase-expected = Expected
purchase-asked = Asked by { $marketplace }
purchase-ceiling = At most
purchase-order-number = Supplier order
purchase-order-status = { $marketplace } says
purchase-order-unread = not read yet
purchase-pay-until = Closes unpaid
purchase-paid = Paid
purchase-read = Read
purchase-through = Through
purchase-pay = Pay at { $marketplace }
purchase-place = Place this one
purchase-place-title = Place this at { $supplier } for { $cost }?
purchase-place-body = Only the lines of this supplier are bought. The rest of the order waits.
done-placing-one = It is being placed.
purchase-give-up = Give up
purchase-give-up-title = Give up buying from { $supplier }?
purchase-give-up-body = Nothing was sent yet. Its lines then wait under Failed until you order again or fulfill them by hand.
purchase-earlier = { $count ->
    [one] { $count } earlier try
   *[other] { $count } earlier tries
}
purchase-unplanned = Not in a purchase
purchase-unplanned-waiting = Prices and shipping are being looked up; this takes a moment.
purchase-unplanned-unpaid = Nothing is bought before the customer has paid.
purchase-unplanned-failed = See above what to do about it.
purchase-unplanned-none = Nothing has to be bought for these lines.
line-removed = { $count ->
    [one] { $count } refunded
   *[other] { $count } refunded
}
line-no-shipping = not shipped

## Parcels

parcels-title = Parcels
parcels-none = No parcel yet
parcels-none-body = Tracking numbers show up here as soon as the supplier ships, and the store is told by itself.
parcel-no-number = No number yet
parcel-former = Before: { $numbers }
parcel-events = { $count ->
    [one] { $count } scan
   *[other] { $count } scans
}
parcel-no-events = No scan yet
parcel-expected = Expected
parcel-shipped = Shipped
parcel-delivered = Delivered
parcel-holds = Holds
parcel-holds-unknown = not said yet
parcel-carrier = Carrier
parcel-by-hand = typed in by hand
told-intended = Store is being told
told-told = Store was told
told-refused = Store refused it
told-foreign = Fulfilled in the store by someone else
told-canceled = Canceled in the store
told-not-yet = Store not told yet

## Customer and address

customer-title = Customer
customer-none = No name
address-title = Ships to
address-complete = Nothing is missing
address-missing = Missing: { $fields }
address-edited = Corrected here; changes in the store no longer overwrite it
address-edit = Correct the address
address-name = Full name
address-company = Company
address-phone = Phone
address-phone-hint = With the country's prefix; carriers call it before they deliver.
address-line1 = Street and number
address-line2 = Apartment, floor, district
address-city = City
address-province = State or province
address-postal-code = Postal code
address-country = Country
address-country-choose = Choose a country
address-tax-kind = Kind of tax number
address-tax-kind-hint = As customs call it, such as cpf, rut or pccc.
address-tax-value = Tax number
address-needed = No parcel arrives without this.
address-save = Save the address
address-saved = The address is corrected.
address-saved-reorder = The address is corrected. Now press Re-order.

## Money

money-title = Money
money-total = Customer paid
money-total-unpaid = Customer is to pay
money-goods = Goods
money-shipping = Shipping
money-other = Taxes, fees and discounts there
money-cost = Cost
money-expected = expected
money-margin = Margin
money-margin-note = before fees and refunds
money-apart = The total is in { $currency }, the cost in other currencies; they are not mixed into one margin.
money-no-cost = Costs are known once it is planned.

## Shipping of this order

shipping-title = Shipping of this order
shipping-rule-store = The store's rule
shipping-rule-store-hint = As it is set for { $store }.
shipping-rule-cheapest = Cheapest
shipping-rule-cheapest-hint = Of equal ones the fastest.
shipping-rule-fastest = Fastest
shipping-rule-fastest-hint = Of equal ones the cheapest.
shipping-rule-named = A named method
shipping-rule-named-hint = Only this one, by the name below.
shipping-name = Name of the method
shipping-tracked = Only with a tracking number
shipping-days = At most days
shipping-save = Use this shipping
shipping-saved = Shipping is chosen.
shipping-saved-reorder = Shipping is chosen. Now press Re-order.
shipping-rejected = Looked at and not chosen
shipping-name-missing = Type the method's name as the marketplace writes it.
shipping-days-wrong = Type a whole number of days, or leave it empty.

## Fulfilling by hand

hand-title = Fulfill by hand
hand-lead = For what you bought elsewhere: the store and the customer are told of the number, and nothing is bought for it any more.
hand-number = Tracking number
hand-number-missing = Type a tracking number of at most 64 characters.
hand-carrier = Carrier
hand-lines = How many of each
hand-line = { $item } (of { $left })
hand-line-wrong = Type a number from 0 to { $left }.
hand-lines-none = Type how many of at least one line are in the parcel.
hand-do = Tell the store
hand-done = The store is being told of { $number }.

## Story

story-title = Timeline

## What was done

done-reorder = Ordering again: prices, stock and shipping are looked up anew.
done-price = The new price is accepted; ordering again.
done-doubt-placed = Taken over. The order moves on by itself.
done-doubt-not-placed = It is being placed now.
done-given-up = Given up. The order waits under Failed until you order again.
done-sync = Asking the store and the marketplace now. What changed shows up here by itself.
pay-opening-title = Opening { $marketplace }
pay-opening = You are being taken to { $marketplace } to pay. Crossdock looks soon whether it was paid.
pay-opening-link = Go to { $marketplace } now
pay-opening-back = Back to { $number }

## Why something can't be done

refused-not-failed = Nothing of this order failed any more; it moved on meanwhile.
refused-not-paid = The order is canceled or not paid, so nothing is bought for it.
refused-settled = This was settled already, by the check or by someone else.
refused-not-awaiting-payment = It does not wait for payment any more.
refused-sent = It was sent already; cancel it at the marketplace.
refused-all-packed = Everything of this order is in a parcel already.
refused-busy = Someone else changed this order at the same moment. Look at it again and try once more.
refused-numbers = { $marketplace } does not know this number, or it holds other goods. Look at it again.
refused-signed-out = { $marketplace } can't be asked right now. Reconnect it under Connections, or try again in a moment.

## What a tracker and a person say of a parcel

parcel-set-by = Set by hand by { $name },
parcel-number-wrong-digit = This number's check digit is wrong: it may be mistyped. It is followed all the same.
parcel-number-none = This does not look like a tracking number.
parcel-again = Track again
parcel-status-title = Set the status by hand
parcel-status-lead = It holds until you press “Track again”, whatever carriers say meanwhile.
parcel-status = Status
parcel-status-note = Why
parcel-status-save = Set the status
parcel-carrier-title = Correct the carrier
parcel-carrier-lead = If the tracker did not find out who carries the parcel, or is wrong. Each number takes only a few corrections.
parcel-carrier-other = Another one, by its code
parcel-carrier-code = The tracker's code of another carrier
parcel-carrier-save = Correct the carrier
parcel-carrier-wrong = Choose a carrier, or type the tracker's code of it: digits only.
done-track-again = The parcel is looked at anew; what is new shows up in a moment.
done-status-set = The status was set. It holds until you track the parcel again.
done-carrier = The tracker is told who carries the parcel.
registration-new = The tracker is asked to follow this number soon.
registration-followed = Followed by the tracker.
registration-stopped = Followed by the tracker to its end.
registration-refused = The tracker does not follow this number; the supplier's own tracking goes on.
registration-skipped = The tracker was not needed for this number.
registration-used-up = The tracker has no credits left. This parcel goes on with the supplier's own tracking alone.
refusal-already_registered = It is registered already.
refusal-not_registered = The tracker does not know the number any more.
refusal-no_news_yet = Nothing is known of it yet.
refusal-carrier_unknown = It can't tell who carries it: correct the carrier below.
refusal-carrier_wrong = It does not follow this carrier: choose another one below.
refusal-more_needed = The carrier wants to know more than the number.
refusal-number_wrong = It says this is no tracking number.
refusal-quota_used_up = No credits are left.
refusal-daily_limit = As many numbers as it takes in a day were registered.
refusal-not_stopped = It is followed still.
refusal-retracks_used_up = It was taken up again as often as the tracker allows.
refusal-stopped = It is followed no more.
refusal-too_many_changes = Its carrier was corrected as often as the tracker allows, or just now.
refusal-other = The tracker refused it.
tracking-detail-invalid_number = The number fits no parcel
tracking-detail-announced = Announced to the carrier
tracking-detail-picked_up = Picked up by the carrier
tracking-detail-departed = Left the country of origin
tracking-detail-arrived = Arrived in the country of destination
tracking-detail-customs = In customs
tracking-detail-customs_released = Released by customs
tracking-detail-customs_needs = Customs wait for papers or money: ask the customer
tracking-detail-ready_for_pickup = Ready for pick-up
tracking-detail-out_for_delivery = Out for delivery
tracking-detail-nobody_there = Nobody was at home
tracking-detail-security = Stopped for safety
tracking-detail-rejected = The customer did not take it
tracking-detail-wrong_address = The address is wrong
tracking-detail-returning = On its way back
tracking-detail-back_at_sender = Back at the sender
tracking-detail-damaged = Damaged
tracking-detail-delayed = Delayed
tracking-detail-lost = Lost
tracking-detail-destroyed = Destroyed
tracking-detail-called_off = The shipment was called off
