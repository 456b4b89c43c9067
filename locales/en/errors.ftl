# What a page says when it can not be shown, by kind of trouble.

error-method-not-allowed-title = This address does not take that
error-method-not-allowed-body = Nothing was changed. Go back and use the button on the page.
error-owners-only-title = Only an owner can do this
error-owners-only-body = Ask an owner of this desk to do it, or to make you an owner.
error-cross-site-title = This came from another site
error-cross-site-body = Nothing was changed. Open the desk itself and do it there.
error-unreadable-title = What was sent can not be read
error-unreadable-body = Nothing was changed. Go back, reload the page and try again.
error-too-large-title = That is too large
error-too-large-body = Nothing was changed. Send it in smaller parts.
error-too-many-title = Too many tries
error-too-many-body = To keep guessers out, signing in rests for { $detail } minutes. Or ask whoever runs this server for a sign-in link.
error-refused-title = That can not be done now
error-refused-body = { $detail }
error-busy-title = Someone else is changing this
error-busy-body = Nothing of yours was saved. Go back, look at what changed, and try again.
error-unusable-title = Crossdock can not store anything right now
error-unusable-body = { $detail } What was accepted before is kept. Once this is put right, work goes on by itself.
error-bad-value-title = One value can not be right
error-bad-value-body = { $detail }
error-call-title = The platform did not answer as hoped
error-call-body = { $detail }
error-hook-signature-title = The signature is missing or does not match the body
error-hook-disconnected-title = The store is not connected; send it again later
