package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func TestTheRatioIsTheMedianOfTheRounds(t *testing.T) {
	list := &result{work: work{name: "list", least: 0.8, aim: 1}, rates: [][]float64{{100, 200, 400}, {90, 100, 360}}, costs: [][]float64{{1, 1, 1}, {2, 4, 4}}}
	deep := &result{work: work{name: "deep", of: "list", least: 0.9, aim: 1}, rates: [][]float64{{1, 1, 1}, {90, 200, 180}}, costs: [][]float64{{9, 9, 9}, {2, 4, 5}}}
	table := &table{heads: [2]string{"floor", "portal"}, rows: []*result{list, deep}}
	if got := table.ratio(list); got != 0.9 {
		t.Errorf("got %v, want the middle of 0.9, 0.5 and 0.9", got)
	}
	if got := table.ratio(deep); got != 1 {
		t.Errorf("got %v, want the middle of 1, 2 and 0.5, by its own first page", got)
	}
	if got := table.costRatio(deep); got != 1 {
		t.Errorf("got %v, want the middle of 1, 1 and 0.8", got)
	}
	var page strings.Builder
	table.print(&page)
	if want := "| list | 200 | 100 | 0.90 | 0.80 | 1.00 | yes | 0.25 |"; !strings.Contains(page.String(), want) {
		t.Errorf("%s\nhas no line %s", page.String(), want)
	}
}

func TestAVerdictNamesWhatIsMissed(t *testing.T) {
	for _, c := range []struct {
		ratio, least, aim float64
		want              string
	}{{1, 0.8, 1, "aim"}, {0.8, 0.8, 1, "yes"}, {0.79, 0.8, 1, "**missed**"}, {-2.5, -3, -2, "yes"}, {-3.5, -3, -2, "**missed**"}} {
		if got := verdict(c.ratio, c.least, c.aim); got != c.want {
			t.Errorf("%v of %v: %s, want %s", c.ratio, c.least, got, c.want)
		}
	}
}

func TestTheMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle(t *testing.T) {
	if got := median([]float64{4, 1, 3, 2}); got != 2.5 {
		t.Error(got)
	}
	if got := median(nil); got != 0 {
		t.Error(got)
	}
}

func TestWhatMatchesIsReadFromTheFootOfAList(t *testing.T) {
	for foot, want := range map[string]int{
		`<p class="range">1–50 of 1,234</p>`: 1234, `<p class="range">12 of 12</p>`: 12, `<p class="range">1–50 of many</p>`: 1<<30 - 1,
		`<main><p>20 administrators</p></main>`: 20,
	} {
		page, err := goquery.NewDocumentFromReader(strings.NewReader(foot))
		if err != nil {
			t.Fatal(err)
		}
		if got := matching(page); got != want {
			t.Errorf("%s: got %d, want %d", foot, got, want)
		}
	}
}

func TestWhatIsCommonIsFoundInTheNames(t *testing.T) {
	if got := commonest([]string{"Anna Hanna", "Johanna", "山田"}, 3)[:2]; !slices.Equal(got, []string{"ann", "nna"}) {
		t.Error(got)
	}
}
