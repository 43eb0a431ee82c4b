#!/bin/sh
# What a script does when the answer of a reply is lost: never send again, but look. Exit 8 means that the outcome is unknown.
# Usage: sh examples/lost-answer.sh REVIEW-ID 'the text'
set -u
tpdesk reply "$1" --text "$2" --yes
case $? in
0) echo 'published' ;;
6) echo 'somebody has answered already: read it before you replace it' ;;
8) tpdesk outbox settle && echo 'published after all' || echo 'still unknown: look again later, and do not send again' ;;
75) echo 'nothing was sent: try again later' ;;
*) exit 1 ;;
esac
