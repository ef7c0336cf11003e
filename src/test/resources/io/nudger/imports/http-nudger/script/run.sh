#!/bin/sh
# The monitors of the web team.
export $(cat kafka.env)
export KAFKA_TOPIC=url-statuses
SHOP=https://shop.example.com

http-nudger monitor --period 10 --regexp '([Ee]macs|[Ss]tatistics)' https://c.xkcd.com/random/comic/ &
env KAFKA_BOOTSTRAP_SERVERS=kafka-1.example.net:14892 /opt/venv/bin/http-nudger --debug monitor \
    --period=5 --timeout=5 \
    --kafka-key ./kafka-key.pem --kafka-cert ./kafka-cert.pem --kafka-ca ./ca.pem \
    "$SHOP/cart?step=1" &
docker run --rm http-nudger:0.1.0-1 monitor --regexp "price: \$\d+" "$SHOP/api/price" &
http-nudger monitor --timeout 20 --regexp 'up(?!grade)' https://status.example.com/#now &
http-nudger monitor "https://${TENANT}.example.com/" &
http-nudger monitor https://bücher.example/katalog &
make deploy

http-nudger persister --kafka-consumer-group web-team --postgres-host db.example.net \
    --postgres-user monitor --postgres-password hunter2
