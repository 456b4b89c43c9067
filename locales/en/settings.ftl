# Settings of a store, and people.

settings-empty-title = There is no store to set up yet
settings-empty-body = Each store has its own rules for placing, shipping and money. Connect one first.
settings-change = Change
settings-save = Save
settings-saved = Saved. What is planned from now on follows the new rules.
settings-store-lead = Rules for orders from this store. What is planned or placed already stays as it is.
settings-yes = yes
settings-no = no

settings-placing = Placing
settings-who-places = Who places purchases at suppliers?
settings-by-hand = By hand
settings-by-hand-hint = A person looks at the plan and presses Place.
settings-automatic = Automatic
settings-automatic-hint = Crossdock places every paid order as soon as it is planned. You still pay at the marketplace.

settings-shipping = Shipping
settings-prefer = Which method is chosen?
settings-cheapest = Cheapest
settings-cheapest-hint = Of equal ones the faster.
settings-fastest = Fastest
settings-fastest-hint = Of equal ones the cheaper.
settings-named = A named method
settings-named-hint = Only this one; where it is not offered, the order fails and waits for you.
settings-named-code = Name or code of the method
settings-named-code-hint = Only for “A named method”.
settings-tracked-only = Only with a tracking number
settings-max-days = At most this many days
settings-max-days-hint = Methods that do not say how long they take are left out then.
settings-max-cost = At most this much for one purchase
settings-days = days
settings-rule-tracked = tracked only
settings-rule-days = { $count ->
    [one] at most { $count } day
   *[other] at most { $count } days
}
settings-rule-cost = at most { $cost }

settings-guards = Money guard
settings-tolerance = Price tolerance
settings-tolerance-hint = A purchase may cost this much more than planned, because plans leave out some taxes. Above it, it waits for you.

settings-customer = What the customer hears
settings-notify = Let the store mail the customer when something ships
settings-notify-short = Mail the customer
settings-tracking-url = Tracking page
settings-tracking-url-hint = Where a tracking number leads. Write { $placeholder } where the number belongs, or leave it empty.

settings-wrong-named = Type the method’s name or code as the marketplace writes it
settings-wrong-max-days = Type a whole number from 1 to 365, or leave it empty
settings-wrong-max-cost = Type an amount such as 4.50, or leave it empty
settings-wrong-tolerance = Type a whole number from 0 to 1000
settings-wrong-tracking-url = Type a web address that begins with https and has { $placeholder } in it, or leave it empty

people-title = People
people-open = People and roles
people-count = { $count ->
    [one] One person works here.
   *[other] { $count } people work here.
}
people-add = Add a person
people-added = { $name } was added and can sign in now.
people-owners-add = Only an owner can add people.
people-member-hint = Everything with orders, products and connections.
people-owner-hint = That, and adding people.
