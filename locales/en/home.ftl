# Home, the background work page, and the places in the navigation that they need.

nav-work = Background work
nav-rehearsal = Rehearsal
shell-no-store = No store yet
shell-stores = { $count ->
    [one] { $count } store
   *[other] { $count } stores
}

home-title = What needs you
