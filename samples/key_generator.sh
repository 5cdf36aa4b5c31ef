#!/bin/sh
# A key generator as small as can be, in the protocol of share-it and MyCommerce: key_generator.sh INPUT OUTPUT1 OUTPUT2
#
# It makes a text from the pair of numbers that names an order line, so the same line gets the same product key however
# often it is asked for. A PRODUCT_ID of these words shows what else may happen; docs/generators.md explains each:
#
#   file                           a licence file instead of a text
#   lines                          a text of several lines
#   exit-10 … exit-16, exit-42     an exit code, with a message
#   hang, spin                     it never ends, asleep or busy
#   swarm                          it starts processes without end
#   flood, memory                  it writes, or takes, without end
#   silent                         it says that all is well and writes nothing
#   latin                          bytes that are no UTF-8
#   killed                         it is ended by a signal
#   network                        it looks at which networks there are
#   look                           it tells who it is, where, and in which environment

if [ $# -ne 3 ]; then
    echo "usage: key_generator.sh INPUT OUTPUT1 OUTPUT2" >&2
    exit 13
fi
input=$1 output1=$2 output2=$3

# everything behind the first = belongs to the value
value() {
    while IFS= read -r line; do
        case $line in "$1="*) printf '%s' "${line#*=}" && return ;; esac
    done < "$input"
}

fail() {
    printf 'ERROR: %s\n' "$2" > "$output1"
    exit "$1"
}

product=$(value PRODUCT_ID)
name=$(value REG_NAME)
[ -n "$(value PURCHASE_ID)" ] || fail 14 "PURCHASE_ID is missing"
[ -n "$name" ] || fail 14 "REG_NAME is missing"

key=$(printf 'SAMPLE-%s-%s-%s' "$product" "$(value PURCHASE_ID)" "$(value RUNNING_NO)")

case $product in
file)
    printf 'application/octet-stream:%s.lic' "$product" > "$output1"
    printf 'licence\0of %s' "$name" > "$output2"
    exit 1
    ;;
lines) printf 'Name: %s\nKey:  %s\n' "$name" "$key" > "$output1" ;;
exit-*) fail "${product#exit-}" "as you wished, for $name" ;;
hang) while :; do sleep 1; done ;;
spin) while :; do :; done ;;
swarm)
    number=0
    while [ $number -lt 2000 ]; do
        sleep 30 &
        number=$((number + 1))
    done
    printf '%s' "$number" > "$output1"
    ;;
flood) while :; do printf '%s' 0123456789012345678901234567890123456789; done > "$output1" ;;
memory)
    heap=0123456789
    while :; do heap=$heap$heap; done
    ;;
silent) ;;
latin) printf 'M\374ller' > "$output1" ;;
killed) kill -TERM $$ ;;
network) grep -c : /proc/net/dev > "$output1" ;;
look) printf '%s|%s|%s|%s' "$(id -u)" "$(ls | tr '\n' ' ')" "$(env | grep -Ev '^(PWD|OLDPWD|SHLVL|_)=' | wc -l)" "$(pwd)" > "$output1" ;;
*) printf '%s\n' "$key" > "$output1" ;;
esac
printf '%s; %s; %s\n' "$name" "$(value EMAIL)" "$key" > "$output2"
exit 0
