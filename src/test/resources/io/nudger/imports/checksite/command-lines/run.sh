export CK_KAFKA_SERVERS=localhost:9092
CK_SITE_URL=https://shop.example.com/ CK_CHECK_DELAY=30 CK_CONTENT_REGEX='<h1>.*</h1>' ./checksite-cli.py producer &
docker run --rm -e CK_SITE_URL=https://example.org -e CK_CONTENT_REGEX= checksite ./checksite-cli.py producer
