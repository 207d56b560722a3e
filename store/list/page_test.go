package list

import "testing"

func TestAWholeNumberIsReadAsEachDriverReturnsIt(t *testing.T) {
	for _, tt := range []struct {
		scanned any
		want    int
	}{
		{int64(0), 0}, {int64(10_001), 10_001}, {[]byte("10001"), 10_001}, {"10001", 10_001}, {nil, 0}, {[]byte("many"), 0},
	} {
		if got := wholeNumber(tt.scanned); got != tt.want {
			t.Errorf("%T %v is read as %d", tt.scanned, tt.scanned, got)
		}
	}
}
