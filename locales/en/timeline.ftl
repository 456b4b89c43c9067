# The story of an order: what happened, in the past tense.

event-order_received = Received from { $store }
event-order_paid = The customer's payment arrived
event-order_changed = The store changed the order
event-order_canceled = The store canceled or refunded the order
event-lines_removed = { $count ->
    [one] { $count } unit was refunded or removed
   *[other] { $count } units were refunded or removed
}
event-purchase_planned = Planned to buy from { $supplier } for { $cost }
event-plan_failed = { $count ->
    [one] { $count } line could not be planned
   *[other] { $count } lines could not be planned
}: { $reasons }
event-placing_started = Began to place at { $supplier }, for at most { $ceiling }
event-purchase_placed = Placed at { $supplier } as { $numbers }
event-purchase_failed = Buying from { $supplier } failed: { $reason }
event-placing_postponed = Placing at { $supplier } was put off; it is tried again { $again }
event-placement_in_doubt = No clear answer whether { $marketplace } took the order. It is being checked, and not placed again until that is known.
event-doubt_settled_placed = The check is done: it was placed as { $numbers }
event-doubt_settled_not_placed = The check is done: it was not placed
event-payment_opened = Went to pay { $supplier } at { $marketplace }
event-purchase_paid = { $supplier } was paid { $total }
event-purchase_paid_unknown = { $supplier } was paid
event-ceiling_exceeded = { $marketplace } asks { $total }; at most { $ceiling } were allowed
event-supplier_status_changed = { $marketplace } says “{ $word }” about { $number }
event-purchase_shipped = { $supplier } shipped
event-purchase_completed = The order at { $supplier } was completed
event-purchase_canceled = The purchase at { $supplier } was canceled
event-cancel_needed = The order at { $supplier } stands although the customer canceled; it must be canceled at { $marketplace }
event-parcel_numbered = A parcel got the number { $number }
event-parcel_numbered_carrier = A parcel got the number { $number }, carried by { $carrier }
event-parcel_renumbered = The number { $former } became { $number }
event-parcel_status_changed = Parcel { $number }: { $status }
event-parcel_status_set = Parcel { $number } was set by hand: { $status }
event-parcel_tracked_again = Parcel { $number } is tracked again
event-parcel_carrier_corrected = Parcel { $number } is carried by { $carrier }
event-store_told = { $count ->
    [one] The store was told that { $count } unit shipped with { $number }
   *[other] The store was told that { $count } units shipped with { $number }
}
event-store_refused = The store refused the number { $number }
event-foreign_fulfillment_seen = { $count ->
    [one] { $count } unit was fulfilled in the store by someone else
   *[other] { $count } units were fulfilled in the store by someone else
}
event-foreign_fulfillment_number = Its number is { $number }
event-fulfillment_canceled = Someone canceled in the store what it was told with { $number }
event-fulfilled_by_hand = Fulfilled by hand with the number { $number }
event-reordered = Ordered again
event-recipient_edited = The address was corrected
event-shipping_chosen = Shipping was chosen for this order: { $rule }
event-price_accepted = The new price was accepted

actor-store = the store
actor-tracker = the tracker
event-supplier-unknown = the supplier
event-nothing-named = (no number)

# What customers were told.
event-notice_sent = The customer was told by { $medium }: { $event }
event-notice_sent_again = The customer was told by { $medium }: { $event }. An earlier try had no answer, so it may have come before; both are the same message
event-notice_refused = The customer could not be told by { $medium }: { $event }
event-notice_in_doubt = Nobody knows whether the customer was told by { $medium }: { $event }. It is not sent again by itself
notice-event-shipped = shipped
notice-event-out_for_delivery = out for delivery
notice-event-delivered = delivered
notice-event-delayed = delayed
notice-medium-email = e-mail
notice-medium-sms = SMS
