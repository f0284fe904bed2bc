#!/usr/bin/env bash
# The API in twelve requests. Start the server first: dotnet run --project src/Roundtable.Cli
# ROUNDTABLE_URL says where it is; default http://127.0.0.1:5080. Nothing is needed but bash, curl, grep and sed.
set -euo pipefail

url=${ROUNDTABLE_URL:-http://127.0.0.1:5080}

# Shows a request, sends it, shows the answer and keeps it in $answer.
ask() {
    echo
    echo "$ curl ${*/#$url/…}"
    answer=$(curl --silent --show-error --fail-with-body "$@")
    printf '%s\n' "$answer"
}

json='Content-Type: application/json'

# 1. Who could answer?
ask "$url/api/agents"

# 2. A conversation.
ask "$url/api/conversations" -H "$json" -d '{"title":"Trip to Rome","participants":["sage"]}'
conversation=$(printf '%s' "$answer" | sed 's/^{"id":"\([^"]*\)".*/\1/')

# 3. Something is said. With a key of yours the same request can be sent again, after a timeout for instance: it is done once.
say=("$url/api/conversations/$conversation/messages" -H "$json" -H "Idempotency-Key: question-$conversation" -d '{"content":"Two days in Rome: what first?"}')
ask "${say[@]}"
stream=$(printf '%s' "$answer" | sed 's/.*"stream":"\([^"]*\)".*/\1/')

# 4. The same again: the first answer, with a header that says so, and no second question.
ask -D - "${say[@]}"

# 5. The reply as it comes; this reader goes away after the second bundle. That stops nothing.
echo
echo "$ curl --no-buffer …$stream?offset=0"
begun=$(curl --silent --no-buffer "$url$stream?offset=0" | grep --line-buffered -E '^(id|data): ' | head -n 4 || true)
printf '%s\n' "$begun"
last=$(printf '%s\n' "$begun" | sed -n 's/^id: //p' | tail -n 1)

# 6. Whoever comes back says what the last id was, and gets the rest: nothing is missing and nothing comes twice.
ask "$url$stream" -H "Last-Event-ID: $last"

# 7. The conversation with all its messages.
ask -D - "$url/api/conversations/$conversation"
etag=$(printf '%s\n' "$answer" | tr -d '\r' | sed -n 's/^ETag: //p')

# 8. Its newest message alone.
ask "$url/api/conversations/$conversation/messages?limit=1&order=desc"

# 9. A new title, unless somebody else has changed the conversation since we read it.
ask -X PATCH "$url/api/conversations/$conversation" -H "$json" -H "If-Match: $etag" -d '{"title":"Rome, two days"}'

# 10. The latest conversations.
ask "$url/api/conversations?limit=5"

# 11. What has the word?
ask "$url/api/search?q=Rome&limit=3"

# 12. All of it goes; its text leaves the disk, too.
ask -X DELETE "$url/api/conversations/$conversation"
