# Connecting an AliExpress account.

connect-aliexpress-authorize = Sign in with AliExpress
connect-aliexpress-authorize-hint = Type the key and secret of your Drop Shipping app from openservice.aliexpress.com. Then sign in at AliExpress with the account that buys, and allow the app. The app's callback URL there must be this desk's address.
connect-aliexpress-app-key = App key
connect-aliexpress-app-key-hint = In the App Console under App Management, a number such as 501234.
connect-aliexpress-app-secret = App secret
connect-aliexpress-app-secret-hint = Beside the app key. It is stored sealed and never shown again.
connect-aliexpress-base-url = Gateway address
connect-aliexpress-base-url-hint = Leave it empty for the real AliExpress. A simulator has an address of its own.
