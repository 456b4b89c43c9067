# Connections and the wizard that makes them.

connections-add = Connect an account
connections-lead = Your stores and marketplaces: how long each link holds, and how fresh what we know is.
connections-empty-title = Nothing is connected yet
connections-empty-body = Connect the store that orders come from, then the marketplace account that buys.
connections-connected = Connected
connections-expiring = { $count ->
    [one] { $count } day left
   *[other] { $count } days left
}
connections-disconnected-word = Disconnected
connections-disconnected = This account is disconnected
connections-disconnected-fix = Reconnect it. What waits for it goes on by itself then; nothing is lost.
connections-last-error = The last call did not work
connections-last-error-fix = It is tried again by itself. If this stays, press “Sync now”, and reconnect if that fails too.
connections-ending-title = { $count ->
    [one] { $name } must be signed in again by tomorrow
   *[other] { $name } must be signed in again within { $count } days, by { $date }
}
connections-ending-body = After that its orders wait. Signing in again takes a minute, and everything else stays as it is.
connections-reconnect = Reconnect now
connections-sync = Sync now
connections-syncing = { $name } is being read; what is new shows up in a moment.
connections-platform = Platform
connections-kind-store = Store
connections-kind-marketplace = Marketplace
connections-kind-tracker = Tracker
connections-domain = Address
connections-holds = Sign-in holds
connections-holds-until = until { $date }
connections-holds-always = until you end it
connections-last-success = Last answer
connections-read-until = Orders read up to
connections-webhooks = Webhooks received
connections-webhooks-last = last
connections-permissions = Permissions
connections-permissions-all = All { $count } that are needed were granted
connections-permission-missing = Not granted:
connections-permission-optional = Not granted, and not needed:
connections-since = Connected

connect-title = Connect an account
connect-action = Connect { $platform }
connect-ways = Ways to connect
connect-advanced = Advanced
connect-callback = Address to come back to
connect-callback-hint = Enter exactly this as the callback or redirect address of your app at the platform.
connect-go = Continue to the platform
connect-save = Connect
connect-again = Start again
connect-done = { $platform } is connected.
connect-failed = { $platform } was not connected
connect-leave-title = On to { $platform }
connect-leave-body = Sign in there and allow Crossdock. You come back here by yourself.
connect-leave-action = Open { $platform }

tracker-credits = Credits
tracker-credits-left = { $left } of { $total } left
tracker-budget = Spent today
tracker-budget-spent = { $spent } of at most { $most } credits a day
tracker-budget-change = Change
tracker-budget-title = What the tracker may cost
tracker-budget-most = Credits a day, at most
tracker-budget-hint = Each new tracking number costs one. What is left over waits for the next day; with 0 nothing new is registered.
tracker-budget-wrong = Type a whole number from 0 to { $most }
tracker-budget-saved = Saved. At most { $most } credits a day are spent.
tracker-pushes = Pushes received
tracker-push-address = Address for pushes
tracker-push-address-hint = Enter it as the webhook URL in the tracker's settings. Without it parcels are read a few times a day.
tracker-used-up-title = The tracker has no credits left
tracker-used-up-body = New parcels go on with the supplier's own tracking alone, and nothing is lost. Buy credits at the tracker: what waits is followed then by itself.
tracker-low-title = { $count ->
    [one] The tracker has one credit left
   *[other] The tracker has { $count } credits left
}
tracker-low-body = Each new tracking number costs one. Buy more in time, or parcels go on with the supplier's own tracking alone.
