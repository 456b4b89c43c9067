# The tracking page: parcels, what needs a person and why, and the carriers' scans.

tracking-lead = Every parcel, and what should be one by now.
tracking-tabs = Statuses
tracking-all = All
tracking-attention = Needs attention
tracking-tab-more = { $word } ({ $count }+)
tracking-caption = Parcels
tracking-search = Tracking number, order or customer
live-new-parcels-one = 1 new parcel
live-new-parcels-many = # new parcels

## Columns

tracking-column-parcel = Tracking number
tracking-column-status = Status
tracking-column-order = Order
tracking-column-scans = Last scan
tracking-column-supplier = Supplier and method
tracking-column-placed = Placed
tracking-no-parcel = No parcel yet
tracking-follow = Follow it
tracking-no-scans = No scan yet
tracking-time-delivered = Delivered
tracking-time-shipped = Shipped
tracking-time-late = Was due
tracking-time-not-shipped = Not shipped

## Why a person should look

tracking-why-trouble = The carrier has trouble with it
tracking-why-long_underway = Placed more than 45 days ago, fulfilled, and not delivered
tracking-why-not_fulfilled = Placed more than 7 days ago and not fulfilled

## Dates and filters

tracking-dates-week = Last 7 days
tracking-dates-usual = Last 30 days
tracking-dates-quarter = Last 90 days
tracking-dates-any = Any date
tracking-filter-supplier = Supplier: { $supplier }
tracking-filter-method = Method: { $method }
tracking-filter-dates = Placed: { $dates }
tracking-leg-shipped = Shipped
tracking-leg-not_shipped = Not shipped
tracking-leg-delivered = Delivered
tracking-leg-underway = On its way
tracking-leg-late = Late

## Nothing to show

tracking-calm = Nothing needs you here
tracking-calm-body = No parcel is in trouble, none is on its way for too long, and suppliers ship in time.
tracking-none = No parcel matches
tracking-none-body = Take off a filter, or look at more days.
tracking-empty = No parcels in the last 30 days
tracking-empty-body = Parcels show up here as soon as a purchase is placed, and follow the supplier and the carrier by themselves.
tracking-show-all = Show all parcels

## Tracking again

tracking-again = Track again
tracking-again-none = Tick the parcels that should be tracked again.
tracking-again-started = { $count ->
    [one] 1 order is being read again.
   *[other] { $count } orders are being read again.
}
