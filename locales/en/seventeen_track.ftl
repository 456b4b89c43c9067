# Connecting a 17TRACK account.

connect-seventeen-track-key-way = With the account's key
connect-seventeen-track-key-way-hint = Sign in at api.17track.net and copy the security key from its settings. Parcels are then followed by their numbers, whoever sold or carries them; each number costs one of the account's credits, once.
connect-seventeen-track-key = Security key
connect-seventeen-track-key-hint = Under Settings, Security. It is stored sealed and never shown again.
connect-seventeen-track-push-check = Check of pushes
connect-seventeen-track-push-check-hint = Leave it empty. Type ignore only if your account's pushes carry no signature; the secret in their address protects them then.
connect-seventeen-track-version = Version
connect-seventeen-track-version-hint = Leave it empty, unless 17TRACK asks for another one.
connect-seventeen-track-base-url = Address
connect-seventeen-track-base-url-hint = Leave it empty for the real 17TRACK. A simulator has an address of its own.
