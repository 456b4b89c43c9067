# The frame of every page: navigation, search, menus, and the words of shared parts.

product-name = Crossdock
product-claim = Orders in, parcels out.
page-title = { $page } · Crossdock

## Navigation

nav-label = Main
nav-home = Home
nav-orders = Orders
nav-tracking = Tracking
nav-products = Products
nav-reports = Monitoring
nav-connections = Connections
nav-settings = Settings
nav-open = Open the menu
nav-close = Close the menu
nav-count = { $name }, { $count } waiting

shell-skip = Skip to the content
shell-search = Search
shell-search-placeholder = Order, customer, product or tracking number
shell-user-menu = Menu of { $name }
shell-sign-out = Sign out
shell-profile = Profile and password

## Preferences

theme-label = Theme
theme-system = As the device
theme-light = Light
theme-dark = Dark
language-label = Language

## Keyboard

shortcuts-title = Keyboard shortcuts
shortcuts-next = Next row
shortcuts-previous = Previous row
shortcuts-select = Select the row
shortcuts-open = Open the row
shortcuts-search = Search
shortcuts-go = Go to { $page }
shortcuts-help = Show this list
shortcuts-close = Close what is open

## Live updates

live-lost = The live connection is lost. It comes back by itself; until then the page may be out of date.
live-new-orders-one = 1 new order
live-new-orders-many = # new orders
live-gone = No longer in this list

## What the browser says

request-failed = The server did not answer. Look whether it happened before you try again.
request-refused = The server refused this (answer { $status }). Nothing was changed; reload the page and try again.
copy = Copy
copied = Copied
dismiss = Dismiss
close = Close
cancel = Cancel
go-back = Go back
confirm = Continue
new-tab = opens in a new tab
more-actions = More actions

## Tables

table-select-all = Select all rows on this page
table-select-row = Select { $name }
table-sort = Sort by { $column }
table-selection = Selection
table-actions = Actions

bulk-label = Actions for the selected rows
bulk-one = 1 selected
bulk-many = # selected
bulk-none = Selected rows
bulk-clear = Clear the selection
bulk-all-matching = { $count ->
    [one] Also the rows on other pages: { $count } matches
   *[other] Also the rows on other pages: all { $count } that match
}

filter-label = Filter the list
filter-apply = Apply
filter-clear = Clear filters
filter-remove = Remove the filter { $name }
filter-active = Active filters

pages-label = Pages of the list
pages-newer = Newer
pages-older = Older
pages-range = { $from }–{ $to } of { $total }

## Time

time-just-now = just now
time-minutes-ago = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
time-hours-ago = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
time-days-ago = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}
time-in-minutes = { $count ->
    [one] in { $count } minute
   *[other] in { $count } minutes
}
time-in-hours = { $count ->
    [one] in { $count } hour
   *[other] in { $count } hours
}
time-in-days = { $count ->
    [one] in { $count } day
   *[other] in { $count } days
}
time-never = never

as-of = As of
as-of-refresh = Refresh now

## Forms

field-optional = optional
form-errors = { $count ->
    [one] One thing to mend before this can be saved
   *[other] { $count } things to mend before this can be saved
}

## Failures

failure-what-to-do = What to do
failure-own-words = What { $platform } answered

## Parts

progress-of = { $done } of { $total }
steps-label = Steps
step-done = done
step-current = you are here
thumbnails-more = and { $count } more
timeline-details = Details
quantity = { $count } ×
chart-table = Show as a table
customer-country-unknown = Unknown country

## Not found and broken

error-not-found-title = There is no such page
error-not-found-body = The link may be old, or what it showed was removed.
error-not-found-step = Go to Home
error-broken-title = This page could not be shown
error-broken-body = Nothing was changed. Try again in a moment; if it stays like this, give whoever runs this server the number below.
error-reference = Reference
