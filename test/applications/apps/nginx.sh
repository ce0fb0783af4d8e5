#!/bin/sh
# nginx, and a client in the same container: each request is an event, and each for a file that is not there an error besides.
nginx -c /apps/nginx.conf &
exec node /apps/requests.mjs "$@"
