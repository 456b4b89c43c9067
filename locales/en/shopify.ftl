# How a Shopify store is connected: the ways and the values that each asks for.

connect-shopify-own-app = App of your organization
connect-shopify-own-app-hint = For your own store. In Shopify’s Dev Dashboard create an app, give it the scopes that the manual lists, install it in your store, and copy its values here. Crossdock renews the access every day.
connect-shopify-allowed-app = App that you allow
connect-shopify-allowed-app-hint = For a store of another organization. You are sent to the store to allow the app.
connect-shopify-token-way = Access token
connect-shopify-token-way-hint = For an app of the older kind, made in the store’s own settings. Its token never ends.
connect-shopify-shop = Shop name
connect-shopify-shop-hint = The part before .myshopify.com in your store’s address. You can also paste the whole address.
connect-shopify-client-id = Client ID
connect-shopify-client-id-hint = On the app’s settings page in the Dev Dashboard.
connect-shopify-client-secret = Client secret
connect-shopify-client-secret-hint = On the app’s settings page, below the client ID. It also proves that messages come from your store. It is stored encrypted and never shown again.
connect-shopify-access-token = Access token
connect-shopify-access-token-hint = It was shown once, when the app was installed. It is stored encrypted and never shown again.
connect-shopify-api-secret = API secret key
connect-shopify-api-secret-hint = On the app’s API credentials page. It proves that messages come from your store.
connect-shopify-role = How Crossdock works
connect-shopify-role-hint = Leave this empty to fulfill what your own locations hold. Type “service” to be a fulfillment service: then only what you request is fulfilled.
connect-shopify-base-url = Other address
connect-shopify-base-url-hint = Only for a simulator: the address it printed when it started. Leave this empty for a real store.
