# Monitoring: what became of what was placed in a period, and how long it took.

monitoring-title = Monitoring
monitoring-lead = What became of the purchases that were placed in these days, and how long it took. Every number opens its list.
monitoring-empty = Nothing was placed in these days
monitoring-empty-body = As soon as purchases are placed, this shows who ships and delivers in time.
monitoring-share = { $share } of what was placed
monitoring-hours = { $hours } h
monitoring-days = { $days } days
monitoring-p90 = 9 of 10 within { $time }
monitoring-by-hand = Entered by hand

## Dates

monitoring-dates-week = Last 7 days
monitoring-dates-month = Last 30 days
monitoring-dates-quarter = Last 90 days
monitoring-dates-year = Last 365 days

## Cards

monitoring-card-placed = Placed
monitoring-card-placed-hint = Parcels, and purchases without one
monitoring-card-shipped = Shipped
monitoring-card-not_shipped = Not shipped
monitoring-card-delivered = Delivered
monitoring-card-late = Late
monitoring-card-to_ship = Time to ship
monitoring-card-to_deliver = Time to deliver

## Charts

monitoring-chart-placed = Placed over time
monitoring-chart-legs = Where they are now
monitoring-chart-to-ship = Time to ship by supplier (median)
monitoring-chart-to-deliver = Time to deliver by country (median)
monitoring-chart-none = Nothing to measure in these days yet.

## Tables

monitoring-by-supplier = By supplier
monitoring-by-method = By shipping method
monitoring-by-country = By country
monitoring-column-supplier = Supplier
monitoring-column-method = Shipping method
monitoring-column-country = Country
monitoring-column-placed = Placed
monitoring-column-shipped = Shipped
monitoring-column-not_shipped = Not shipped
monitoring-column-delivered = Delivered
monitoring-column-late = Late
monitoring-column-to_ship = To ship: median, p90
monitoring-column-to_deliver = To deliver: median, p90
