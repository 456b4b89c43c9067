# Setting up, signing in, and a person's own page.

setup-title = Set up Crossdock
setup-lead = Nobody uses this desk yet. You become its owner, and can add others later.
setup-action = Become the owner

person-name = Name
person-email = Email
person-password = Password
person-password-hint = At least { $count } characters. Long is better than complicated.
person-role = Role
person-since = Here since
person-wrong-email = Type an address such as ann@example.com that nobody here has yet
person-wrong-name = Type a name; it is shown beside what this person does
person-wrong-password = Type at least { $count } characters

role-owner = Owner
role-member = Member

sign-in-title = Sign in
sign-in-lead = with the email and password of this desk.
sign-in-action = Sign in
sign-in-wrong = Email and password do not belong together. Try again.
sign-in-help = No password, or forgotten? Whoever runs this server can print a sign-in link for you.
sign-in-link-over = This link was used before or has ended. Sign in with your password, or ask for a new link.
sign-out-done = You are signed out.

profile-title = Profile and password
profile-who = You
profile-password = Password
profile-current = Current password
profile-new = New password
profile-password-hint = You are signed out everywhere else.
profile-password-action = Change password
profile-password-changed = Your password is changed, and every other browser is signed out.
profile-wrong-current = This is not your current password
profile-reading = Theme and language
