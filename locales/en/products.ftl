# What the store sells and how each of it is bought.

products-tabs = Products by how they are bought
products-all = All
products-unmapped = Not connected
products-caption = Products
products-column-product = Product
products-column-store = Store
products-column-variants = Variants
products-column-price = Price
products-column-mapping = Suppliers
products-mapped = { $mapped } of { $total } connected
products-all-mapped = All connected
products-none-mapped = Not connected
products-variants = { $count ->
    [one] { $count } variant
   *[other] { $count } variants
}
products-sync = Read products now
products-synced = Reading the products of every store now. They show up here by themselves.
products-empty = Products will show up here
products-empty-body = Crossdock reads them as soon as a store is connected. Here you say once for each variant where it is bought; after that orders know it by themselves.
products-empty-connect = Connect a store
products-empty-mapped = Every variant is connected
products-empty-mapped-body = New products of your stores show up here when nobody has said yet how they are bought.
products-see-all = See all products
products-next = Next
products-first = From the start

## One product

product-back = All products
product-back-order = Back to { $number }
product-variants = Variants and how they are bought
product-one-form = One form
product-sku = SKU { $sku }
product-no-price = no price
product-not-mapped = Not connected: orders of it wait under Failed
product-part = { $quantity } × { $title }
product-part-from = { $supplier } at { $marketplace }
product-map = Connect
product-map-change = Change
product-map-all = Connect all variants by their names
product-map-all-hint = Paste one supplier product; variants whose options have the same names are connected, the others are left as they are.

## Saying how it is bought

map-title = How { $variant } is bought
map-lead = Everything below is bought each time one of it is ordered.
map-parts = Bought for one
map-part-remove = Take { $title } out
map-part-add = Add a supplier product
map-part-change = Buy something else
map-part-change-hint = Look up a supplier's product: it replaces what is bought now, or becomes one more part of a bundle.
map-replace = Buy this instead
map-add-part = Add it as one more part
map-connection = Marketplace account
map-product = Address or number of the product
map-product-hint = Copy it from the product's page at the marketplace.
map-product-missing = Paste the product's address or its number.
map-read = Look it up
map-no-marketplace = No marketplace is connected yet
map-no-marketplace-body = Suppliers are found through a marketplace account. Connect one first.
map-choose = Choose the variant
map-choose-lead = { $title }, sold by { $supplier }. Prices are for { $country }.
map-choose-missing = Choose one of them.
map-country = Prices for
map-suggested = same name
map-stock = { $count } in stock
map-stock-unknown = stock not said
map-stock-none = out of stock
map-not-on-sale = It is not on sale now: { $word }
map-quantity = How many of it for one of yours
map-quantity-wrong = Type a whole number from 1 to 9,999.
map-save = Save
map-save-hint = Orders that come in from now on are bought like this. What was bought already is not touched.
map-cancel = Cancel
map-saved = { $variant } is connected.
map-saved-order = { $variant } is connected. Now press Re-order on the order.
map-same-twice = The same variant of the supplier is named twice; raise its quantity instead.
map-many-title = Connect { $matched } of { $total } variants?
map-many-lead = These names match. Look at them once, then save.
map-many-none = No variant has the same name there. Connect them one by one.
map-many-ours = Yours
map-many-theirs = Theirs
map-many-cost = Cost
map-many-left = No match: left as it is
map-many-save = Connect { $matched ->
    [one] 1 variant
   *[other] { $matched } variants
}
map-many-saved = { $count ->
    [one] 1 variant is connected.
   *[other] { $count } variants are connected.
}
map-refused = { $marketplace } did not give this product
map-refused-fix = Look whether the address is right, and whether the product is on sale there.
