# Home, the background work page, and the places in the navigation that they need.

nav-work = Background work
nav-rehearsal = Rehearsal
shell-no-store = No store yet
shell-stores = { $count ->
    [one] { $count } store
   *[other] { $count } stores
}

home-title = What needs you
home-all-done-title = Nothing waits for you
home-all-done-body = Orders that need a decision, a payment or a fix will be counted here.
home-failed = Failed
home-failed-hint = Each says what happened and what to do
home-doubt = Checking
home-doubt-hint = Nothing is placed twice; we are finding out
home-decide = Held for a decision
home-decide-hint = Price, address or a word from the supplier
home-payment = Awaiting payment
home-payment-hint = Pay them at the marketplace
home-payment-due = { $count ->
    [one] { $count } must be paid within 12 hours
   *[other] { $count } must be paid within 12 hours
}
home-parcels = Tracking needs attention
home-parcels-hint = In trouble, on its way for too long, or not shipped
home-person = Orders to look at
home-person-hint = All of the above in one list
home-disconnected = Disconnected
home-disconnected-hint = Their orders wait until you reconnect
home-connections = Sign-in ending
home-connections-hint = Reconnect before orders have to wait
home-unmapped = Unmapped variants
home-unmapped-hint = Say how each is bought
home-orders = Orders
home-per-day = Orders a day, last { $count } days
home-by-tab = What orders wait for
home-tab-pending = Pending
home-tab-awaiting-order = Awaiting order
home-tab-awaiting-payment = Awaiting payment
home-tab-awaiting-shipment = Awaiting shipment
home-tab-failed = Failed

home-step-store = Connect your store
home-step-store-body = Orders, products and customers come from there. It takes a minute, and nothing in the store changes.
home-step-supplier = Connect your supplier account
home-step-supplier-body = The marketplace account that buys. Nothing is ordered until you say so.
home-step-map = Map your products
home-step-map-body = Say once for each variant which supplier product it is bought as. Orders are planned from then on.

work-lead = What Crossdock does by itself. What failed for good waits here for you.
work-running = Running
work-running-hint = Right now
work-waiting = Waiting
work-waiting-hint = For its time or its turn
work-failed = Failed
work-failed-hint = For good; run them again after a fix
work-failed-title = Failed work
work-none-failed-title = Nothing failed
work-none-failed-body = When something fails for good, it stands here with the reason and a button that runs it again.
work-what = What
work-why = Why
work-since = Since
work-again = Run again
work-again-done = It runs again; its result shows up here or on its order.
work-again-runs = The same work is waiting or running already.
work-troubled = Trying again
work-troubled-lead = It failed and is tried again by itself; see why
work-schedules = What recurs
work-schedules-lead = Webhooks only make it faster; this finds everything on its own
work-rhythm = How often
work-next = Next
work-every-hours = { $count ->
    [one] every hour
   *[other] every { $count } hours
}
work-every-minutes = { $count ->
    [one] every minute
   *[other] every { $count } minutes
}
work-every-seconds = { $count ->
    [one] every second
   *[other] every { $count } seconds
}
work-at-hours = every day at { $hours } UTC

job-read-delivery = Read a webhook
job-receive-order = Receive an order
job-plan-purchases = Plan an order’s purchases
job-place-purchase = Place a purchase
job-settle-placement = Find out whether a purchase was placed
job-sync-purchase = Read a supplier order
job-track-parcels = Track parcels
job-fulfill-order = Tell the store of parcels
job-poll-store = Read changed orders
job-ensure-webhooks = See to the webhooks
job-read-products = Read the products
job-renew-access = Renew a sign-in
job-sync-all-purchases = Read all open supplier orders
job-find-stuck = Find what is stuck
job-write-export = Write a file
job-mail-export = Mail a file
job-remove-old-exports = Remove old files
