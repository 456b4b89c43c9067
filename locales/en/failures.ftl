# Why something could not be bought: in a few words, as a sentence, and what to do about it.
# $item is what the customer ordered, $marketplace where it was to be bought.

marketplace-unnamed = the marketplace
failure-details = Details: { $detail }

failure-disconnected-short = Signed out
failure-disconnected = { $marketplace } is not signed in
failure-disconnected-fix = Sign in again with the account used before, then order again. Nothing was bought.
failure-unmapped-short = Not connected to a supplier
failure-unmapped = Nobody said yet how { $item } is bought
failure-unmapped-fix = Connect it to a supplier's product, then order again.
failure-sku_changed-short = Variant changed
failure-sku_changed = The supplier changed or removed the chosen variant of { $item }
failure-sku_changed-fix = Choose another variant or another supplier, then order again. Nothing was bought.
failure-out_of_stock-short = Out of stock
failure-out_of_stock = The supplier has too few of { $item }
failure-out_of_stock-fix = Wait and order again later, or choose another supplier. Nothing was bought.
failure-product_gone-short = No longer sold
failure-product_gone = The supplier does not sell { $item } any more
failure-product_gone-fix = Choose another supplier for it, then order again. Nothing was bought.
failure-cannot_ship_there-short = Can't ship there
failure-cannot_ship_there = The supplier does not ship { $item } to this address
failure-cannot_ship_there-fix = It is too far, too heavy or too large for them. Choose another supplier, then order again. Nothing was bought.
failure-no_shipping_method-short = No shipping method
failure-no_shipping_method = No shipping method meets the rule for { $item }
failure-no_shipping_method-fix = Choose another method or relax the rule for this order, then order again. Nothing was bought.
failure-restricted-short = Restricted product
failure-restricted = { $marketplace } does not allow { $item } to be sold to this country
failure-restricted-fix = It is on their control list. Choose another supplier, or refund the customer. Nothing was bought.
failure-quantity_limit-short = Too many at once
failure-quantity_limit = The supplier does not sell so many of { $item } at once
failure-quantity_limit-fix = Choose another supplier, or buy a part by hand and type its tracking number here. Nothing was bought.
failure-price_rose-short = Price rose
failure-price_rose = It costs more now than was planned
failure-price_rose-fix = Accept the new price and order again, or choose another supplier. Nothing was bought.
failure-address_invalid-short = Address not accepted
failure-address_invalid = { $marketplace } does not accept the customer's address
failure-address_invalid-fix = Correct the address, then order again. Nothing was bought.
failure-tax_id_needed-short = Tax number missing
failure-tax_id_needed = Customs want the customer's tax number
failure-tax_id_needed-fix = Ask the customer for it, add it to the address, then order again. Nothing was bought.
failure-account_refused-short = Account refused
failure-account_refused = { $marketplace } does not let your account buy this
failure-account_refused-fix = Look for a message from them in your account there and settle it, then order again. Nothing was bought.
failure-currency_mixed-short = Mixed currencies
failure-currency_mixed = The items are priced in different currencies and can't be bought together
failure-currency_mixed-fix = Order again: the prices are read anew. If it stays like this, choose another supplier for one of them.
failure-coupon_refused-short = Coupon refused
failure-coupon_refused = { $marketplace } refused a coupon for this order
failure-coupon_refused-fix = Order again: it is placed without the coupon. Nothing was bought.
failure-supplier_refused-short = Supplier refused
failure-supplier_refused = The supplier refused the order without saying why
failure-supplier_refused-fix = Wait and order again, or choose another supplier. Nothing was bought.
failure-closed_at_marketplace-short = Closed at the marketplace
failure-closed_at_marketplace = The supplier order was closed before it was shipped
failure-closed_at_marketplace-fix = It was not paid in time, or was canceled there. If the customer still waits, order again.
failure-given_up-short = Given up
failure-given_up = This purchase was given up
failure-given_up-fix = Nothing is bought for it any more. Order again if the customer still waits, or fulfill it by hand.
failure-misconfigured-short = Set-up is wrong
failure-misconfigured = { $marketplace } refuses the set-up of this connection
failure-misconfigured-fix = Its key, secret, permission or allowed addresses are wrong. Correct them under Connections, then order again.
failure-other-short = Refused
failure-other = { $marketplace } refused this order
failure-other-fix = Their own words are below. If you can't tell from them what to change, order again or choose another supplier. Nothing was bought.

## The buttons

fix-reconnect = Reconnect now
fix-map = Connect to a supplier
fix-map-item = Connect { $item }
fix-supplier = Choose another supplier
fix-supplier-item = Another supplier for { $item }
fix-shipping = Choose shipping
fix-address = Correct the address
fix-tax = Add the tax number
fix-price = Accept the price and re-order
fix-marketplace = Open { $marketplace }
fix-connections = Open connections
fix-by-hand = Fulfill by hand
reorder = Re-order

## Why a shipping method was not chosen

whynot-untracked = No tracking number
whynot-too-slow = Takes up to { $days } days; { $allowed } are allowed
whynot-too-slow-unknown = Does not say how long it takes; { $allowed } days are allowed
whynot-too-expensive = Costs { $cost }; { $allowed } are allowed
whynot-not-named = Not the method that was named
whynot-not-for-all = Not offered for all items

## What the marketplace wants a person to know

notice-payment_processing = Payment is being processed
notice-payment_processing-fix = { $marketplace } takes some hours to confirm a payment. Nothing to do.
notice-risk_check = Payment is being checked
notice-risk_check-fix = { $marketplace } checks most payments within a day. Nothing to do.
notice-risk_hold = The payment check is stuck
notice-risk_hold-fix = { $marketplace } may want proof that the payment is yours. Open the order there and answer, or it is closed.
notice-waiting_for_group = Waits for others to join
notice-waiting_for_group-fix = It is a group purchase that is not complete yet. Nothing to do.
notice-address_incomplete = The address must be completed
notice-address_incomplete-fix = Open the order at { $marketplace } and complete the address there.
notice-frozen = The order is frozen
notice-frozen-fix = Open the order at { $marketplace } and see what they ask for; nothing is shipped until then.
notice-pre_sale = Pre-sale
notice-pre_sale-fix = The supplier ships it when the sale has ended. Nothing to do.
notice-canceling = Canceling
notice-canceling-fix = The cancellation was asked for; the supplier has to agree.
notice-dispute = A dispute is open
notice-dispute-fix = Open it at { $marketplace } and mind its deadline.
notice-partly_shipped = Partly shipped
notice-partly_shipped-fix = Some of it is on its way, the rest follows.
notice-partly_canceled = Some lines were canceled
notice-partly_canceled-fix = Look at { $marketplace } which of them, and buy them elsewhere or refund the customer.
notice-unknown_status = A state that Crossdock does not know
notice-unknown_status-fix = { $marketplace } says “{ $word }”. Open the order there; nothing moves here until it says something known.

## What needs attention

attention-ceiling = { $marketplace } asks { $total }, more than the { $ceiling } that were allowed
attention-ceiling-fix = Taxes or a price change, most likely. Pay it if that is fine for you, or cancel it there.
attention-due = { $marketplace } closes the order at { $supplier } { $when } unless it is paid
attention-due-fix = Paying takes a minute; the order goes on by itself after it.
attention-called-off = The customer canceled, but the order at { $supplier } stands
attention-called-off-fix = Cancel it at { $marketplace }, or you pay for something that nobody wants. Crossdock can't do it for you there.
attention-no-number = { $supplier } shipped, but gives no tracking number
attention-no-number-fix = The store and the customer wait for it. Look at { $marketplace } for a number and type it here; where there is none, write to the supplier.
attention-too-much = More was bought than the customer wants now
attention-too-much-fix = Lines were refunded after they were placed. Cancel them at the marketplace if they have not left yet.
attention-parcel = Parcel { $number }: { $status }
attention-store = { $store } refused the tracking number { $number }
attention-store-fix = The customer was not told. Open the order in the store and enter the number there, or see in its words below what is missing.
attention-told-canceled = Someone canceled in { $store } that the parcel { $number } was sent
attention-told-canceled-fix = The customer sees these items as not sent. Open the order in the store and fulfill them there again with this number; Crossdock sees it and the order goes on. If they are not to be sent any more, cancel or refund them in the store.
attention-sent-before = The parcel { $number } holds more than { $store } was told, and now it is wanted
attention-sent-before-fix = Less was wanted when the parcel left, and then something was added to the order again. If the customer has these items, open the order in the store and fulfill them there with this number; Crossdock sees it and the order goes on. If not, refund them in the store, and take a new order for what is still to be sent.
