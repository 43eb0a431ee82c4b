#!/bin/sh
# A gate for a nightly job: fails when a one- or two-star review has waited for more than a day.
set -eu
waiting=$(tpdesk list --quiet --stars 1-2 --replied no --until 24h --count)
if [ "$waiting" -gt "${MOST:-0}" ]; then
	echo "$waiting urgent reviews have waited for more than a day:" >&2
	tpdesk list --quiet --stars 1-2 --replied no --until 24h --sort waiting --template '{{range .}}{{.id}} {{.createdAt}}{{"\n"}}{{end}}' >&2
	exit 1
fi
