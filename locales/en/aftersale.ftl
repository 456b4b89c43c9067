# After the sale: cases with suppliers, their files, and policies.

cases-title = Cases
cases-lead = Cancel requests, disputes, returns and refunds with suppliers: the soonest deadline first.
cases-show-open = Open
cases-show-overdue = Deadline passed
cases-show-opened = To raise
cases-show-ours = Waiting for you
cases-show-suppliers = Waiting for the supplier
cases-show-ended = Settled
cases-empty = No cases yet
cases-empty-body = When something goes wrong with a purchase, open its order and press Open a case. Crossdock keeps the deadline and follows what the marketplace says.
cases-calm = Nothing here
cases-none-ended = No case is settled yet
cases-none-body = Cases come here by themselves as they move.

## Columns

cases-column-case = Case
cases-column-state = State
cases-column-deadline = Deadline
cases-column-order = Order
cases-column-supplier = Supplier
cases-column-asked = Asked for
cases-column-opened = Opened

## What a case is

case-kind = Kind of case
case-kind-cancel_request = Cancel request
case-kind-dispute = Dispute
case-kind-return = Return
case-kind-refund = Refund
case-about-cancel_request = Ask the supplier not to send it. Before payment the order simply ends; after it the supplier must agree.
case-about-dispute = Something is wrong and the supplier should make it good. Marketplaces take disputes only for a time after the order was shipped or received.
case-about-return = Goods go back: to the supplier, or to your own address.
case-about-refund = Money should come back without goods going back.

case-state = Where it stands
case-state-opened = To raise
case-state-waiting_for_supplier = Waiting for the supplier
case-state-waiting_for_us = Waiting for you
case-state-won = Won
case-state-settled = Settled
case-state-lost = Lost
case-state-withdrawn = Withdrawn
case-state-approved = Approved
case-state-refused = Refused

case-reason = Reason
case-reason-customer_canceled = The customer called it off
case-reason-too_slow = The supplier takes too long
case-reason-wrong_address = Wrong address
case-reason-bought_too_much = More was bought than is wanted
case-reason-not_received = Not received
case-reason-not_as_described = Not as described
case-reason-damaged = Damaged
case-reason-wrong_item = Wrong item
case-reason-missing = Something is missing
case-reason-payment = About the payment
case-reason-changed_mind = The customer changed their mind
case-reason-not_told = Seen at the marketplace, without a reason
case-reason-other = Something else

## What needs a person

case-trouble-to_raise = { $case }: to be raised with the supplier
case-trouble-to_answer = { $case }: your answer is needed
case-trouble-too_late = { $case }: your deadline passed
case-trouble-supplier_too_late = { $case }: the supplier did not answer in time
case-trouble-news = { $case }: something moved
case-trouble-until = { $trouble } ({ $when })
case-fix-to_raise = Open the order's page at { $marketplace } and raise it there. Then say here that it is raised.
case-fix-to_answer = Answer on the order's page at { $marketplace }, or say below how it ended.
case-fix-too_late = Look at the order's page at { $marketplace } now: it may still be possible. Then set a new deadline below, or say how it ended.
case-fix-supplier_too_late = Look at the order's page at { $marketplace } and take the next step there. Then set a new deadline below, or say how it ended.
case-fix-news = The status at { $marketplace } changed, and the case with it. Check that it is right, and add what you got.
case-raised = It is raised
case-seen = Seen
case-look = Open the case

## Opening one

case-open = Open a case
case-new-title = Open a case
case-no-call = { $marketplace } has no call for this
case-no-call-body = Crossdock writes the case down, keeps its deadline and follows the order's status. You raise it yourself on the order's page at { $marketplace }.
case-line = How many of { $title }
case-quantity = Quantity
case-of = of{"\u00A0"}{ $count }
case-asked = Amount asked for
case-asked-hint = What you want back from the supplier.
case-deadline-raise = To be raised by
case-deadline-raise-hint = The end of that day. When it passes, the order asks for you.
case-goods = Where returned goods go
case-goods-nobody = Nothing is sent back
case-goods-supplier = Back to the supplier
case-goods-merchant = To your own address
case-note = Note
case-note-hint = What happened, what was said. Only people of this desk read it.

## One case

case-order = Order { $number }
case-read-again = Read it again
case-happened = What happened
case-deadline = Deadline
case-deadline-hint = The end of that day, for whoever acts next. Empty: no deadline.
case-no-deadline = No deadline
case-until = until
case-got = Amount got
case-got-hint = What the supplier gave back. No marketplace tells us by a call.
case-number = Number at the marketplace
case-save = Save
case-facts = The case
case-state-since = Stands so since
case-marketplace-says = The marketplace says
case-opened-by = Opened by
case-lines = What it is about
case-line-gone = A line that is not there any more
case-store = In the store
case-store-removed = { $count } × { $title } refunded or removed in the store.
case-store-canceled = The store canceled or refunded the whole order.
case-store-nothing = The store has refunded nothing of this.
case-store-open = Open in the store
case-notes = Notes
case-notes-none = No notes yet.

## What came back

case-goods-title = Returned goods
case-goods-lead = Count what came back to you, and what of it you sell again.
case-goods-received = Came back: { $title }
case-goods-restocked = For sale again: { $title }
case-goods-save = Save the count
case-goods-tell-store =
    { $count ->
        [one] 1 piece is for sale again. Raise its stock in the store yourself: Crossdock does not change stock there.
       *[other] { $count } pieces are for sale again. Raise their stock in the store yourself: Crossdock does not change stock there.
    }

## Files

case-evidence = Evidence
case-evidence-file = Picture or PDF
case-evidence-hint = PNG, JPEG, WebP or PDF, at most { $size } MB each and { $count } for a case. Files are stored encrypted and never sent anywhere.
case-evidence-send = Add
case-evidence-size = { $size } KB
case-evidence-remove = Remove
case-evidence-remove-title = Remove { $name }?
case-evidence-remove-body = The file is gone for good.
case-evidence-empty = The file is empty. Choose another one.
case-evidence-too-large = The file is too large. Make the picture smaller and add it again.
case-evidence-kind = This is no PNG, JPEG, WebP or PDF. Save it as one of these and add it again.
case-evidence-too-many = This case has as many files as it can have. Remove one first.

## What a step said

case-done-opened = The case is open. Raise it at the marketplace now.
case-done-saved = The case is saved.
case-done-raised = Noted. The supplier's answer is followed from the order's status.
case-done-seen = Noted as seen.
case-done-goods = The count is saved.
case-done-evidence = The file is added.
case-done-removed = The file is removed.
case-wrong-amount = Type an amount such as 12.50, or leave it empty.
case-wrong-day = Choose a day, or leave it empty.
case-wrong-quantity = Type a whole number that is not more than was bought.
case-refused-gone = This is not there any more. Look at the order.
case-refused-not-placed = Nothing was bought there yet, so there is nothing to settle.
case-refused-no-lines = Say for at least one line how many it is about.
case-refused-too-many = That is more than there is. Type a smaller number.
case-refused-reason = Choose one of the reasons.
case-refused-move = The case stands elsewhere by now, and can't become that from there. Look at it and choose again.

## What a supplier says

supplier-policy = Supplier's policy
supplier-policy-none = Nothing is noted about this supplier's returns and refunds.
supplier-policy-edit = Note what it says
supplier-policy-text = What the supplier says about returns and refunds
supplier-policy-hint = Shown wherever a case with this supplier is opened. Empty: forget it.
supplier-policy-save = Save
supplier-policy-saved = The supplier's policy is noted.

## Policy texts

policies-title = Policy texts
policies-lead = Return and refund policies to start from: fill them in, copy them, put them into your store.
policy-return = Return policy
policy-return-lead = How and until when goods can be sent back, and where to.
policy-refund = Refund policy
policy-refund-lead = When money is given back, and how soon.
policy-own = Your own words
policy-not-legal = A draft to start from, no legal advice. What you promise must fit the law where your customers live.
policy-preview = Filled in
policy-unfilled = Something in braces is not filled in yet.
policy-text = Text
policy-text-field = What it says
policy-text-hint = These are filled in: { $names }
policy-built-in = Back to the built-in text
policy-values = Fill it in
policy-value-store = Store
policy-value-contact = Whom to write to
policy-value-address = Address for returns
policy-value-days = Days
policy-fill = Fill in
policy-saved = The text is saved.
policy-back = The built-in text is back.

## The story

event-case_opened = { $case } opened: { $reason }
event-case_moved = { $case }: { $state }
event-case_deadline_set = { $case }: deadline { $until }
event-case_deadline_gone = { $case }: no deadline any more
event-case_deadline_passed = { $case }: our deadline passed
event-case_deadline_passed_supplier = { $case }: the supplier's deadline passed without an answer
event-case_goods_received = Returned goods: { $count } came back, { $restocked } for sale again

## Home

home-cases = Cases waiting for you
home-cases-hint = Cancel requests, disputes, returns and refunds
