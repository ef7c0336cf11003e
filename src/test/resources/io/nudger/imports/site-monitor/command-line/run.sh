python main.py --mode=consumer &
python main.py --mode=producer --url=http://www.isdelphidead.com --seconds=30 --pattern="Yes" &
python main.py --mode=producer --url=https://example.com
