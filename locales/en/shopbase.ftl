# Connecting a ShopBase store: the two kinds of app and what is typed for each.

connect-shopbase-private-app = Private app
connect-shopbase-private-app-hint = For your own store, in a minute. In ShopBase open Apps → Manage private apps → Create a private app, allow it to read and write orders and to read products, and copy the values here.
connect-shopbase-public-app = Public app
connect-shopbase-public-app-hint = For an app from the ShopBase partner dashboard. You are sent to the store to allow it.
connect-shopbase-shop = Shop name
connect-shopbase-shop-hint = The part before .onshopbase.com in your store’s address. You can also paste the whole address.
connect-shopbase-api-key = API key
connect-shopbase-api-key-hint = On the private app’s page in ShopBase.
connect-shopbase-password = Password
connect-shopbase-password-hint = On the private app’s page, below the API key. It is stored encrypted and never shown again.
connect-shopbase-shared-secret = Shared secret
connect-shopbase-shared-secret-hint = On the private app’s page, below the password. It proves that messages come from your store.
connect-shopbase-client-id = Client ID
connect-shopbase-client-id-hint = The app’s API key in the ShopBase partner dashboard.
connect-shopbase-client-secret = Client secret
connect-shopbase-client-secret-hint = The app’s API secret in the ShopBase partner dashboard. It also proves that messages come from your store.
connect-shopbase-token-secret = Token secret
connect-shopbase-token-secret-hint = Create one under the app’s Access Control. An app can have three at most.
connect-shopbase-callback-check = Check of the way back
connect-shopbase-callback-check-hint = Leave this empty. Type “ignore” only if connecting fails with a message about the signature although the client secret is right.
connect-shopbase-base-url = Other address
connect-shopbase-base-url-hint = Only for a simulator: the address it printed when it started. Leave this empty for a real store.
