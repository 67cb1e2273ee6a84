-- sweep_session: Delete sessions that ended before an instant: by somebody, by idle time, or by their whole length.
DELETE FROM session
 WHERE least(coalesce(ended_at, 'infinity'), seen_at + $2::interval, started_at + $3::interval) < $1;

-- sweep_login_attempt: Delete attempts to sign in before an instant.
DELETE FROM login_attempt
 WHERE at < $1;

-- sweep_invitation: Delete invitations that were used, or ended, before an instant.
DELETE FROM invitation
 WHERE least(coalesce(used_at, 'infinity'), expires_at) < $1;

-- sweep_device: Delete browsers in which nobody has signed in since an instant.
DELETE FROM device
 WHERE seen_at < $1;

-- sweep_outside_sign_in: Delete sign-ins that were begun before an instant.
DELETE FROM outside_sign_in
 WHERE begun_at < $1;
