package portal_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"mtp/internal/portal"
)

func TestNamesAreTheSameHoweverTheirSignsAreTyped(t *testing.T) {
	for _, tt := range []struct{ a, b string }{
		{"O'Reilly & Söhne", "O’Reilly & Söhne"},
		{"O'Brien", "O‘Brien"},
		{"O'Brien", "OʼBrien"},
		{"O'Brien", "O´Brien"},
		{"O'Brien", "O`Brien"},
		{"O'Brien", "O′BRIEN"},
		{"O'Brien", "O＇Brien"},
		{"Hawai'i", "Hawaiʻi"},
		{"Smith-Jones", "Smith–Jones"},
		{"Smith-Jones", "Smith‐Jones"},
		{"Smith-Jones", "Smith‑Jones"},
		{"Smith-Jones", "Smith—Jones"},
		{"Smith-Jones", "Smith−Jones"},
		{"Smith-Jones", "Smith－Jones"},
		{"Blue Sky", "Blue\u202fSky"},
		{"Blue Sky", "Blue\u3000\u2009Sky"},
		{"Blue Sky", "Blue\u2800Sky"},
	} {
		if a, b := portal.NameKey(tt.a), portal.NameKey(tt.b); a != b {
			t.Errorf("NameKey(%q) = %q, NameKey(%q) = %q", tt.a, a, tt.b, b)
		}
		if a, b := portal.Fold(tt.a), portal.Fold(tt.b); a != b {
			t.Errorf("Fold(%q) = %q, Fold(%q) = %q", tt.a, a, tt.b, b)
		}
	}
}

func TestNamesAreTwoByTheirLettersAndOtherSigns(t *testing.T) {
	for _, tt := range []struct{ a, b string }{
		{"Łódź", "Lodz"},
		{"Søgaard", "Sogaard"},
		{"Yıldız", "Yildiz"},
		{"Zoë", "Zoe"},
		{"O'Brien", "OBrien"},
		{"Smith-Jones", "Smith Jones"},
		{"Smith, Jones", "Smith Jones"},
		{"Site 2", "Site 02"},
		{"Site 2", "Site ٢"},
	} {
		if a, b := portal.NameKey(tt.a), portal.NameKey(tt.b); a == b {
			t.Errorf("%q and %q have the key %q", tt.a, tt.b, a)
		}
	}
}

func TestFoldDropsAccentsOnlyWhereTheyDoNotMakeAnotherWord(t *testing.T) {
	for in, want := range map[string]string{
		"Zoë Ångström":            "zoe angstrom",
		"Nguyễn":                  "nguyen",
		"Straße":                  "strasse",
		"İstanbul":                "istanbul",
		"Άλφα":                    "αλφα",
		"Фёдор":                   "федор",
		"Łódź":                    "lodz",
		"Søgaard":                 "sogaard",
		"Yıldız":                  "yildiz",
		"Guðmundsdóttir Ævar Þór": "gudmundsdottir aevar thor",
		"Đặng Œuvre ǾRSTED":       "dang oeuvre orsted",
		"Ħal Għaxaq Ŧ Ŋ":          "hal ghaxaq t n",
		"Əliyev Ɛsi Ɔkɔ Ɓala":     "eliyev esi oko bala",
		"O’Brien–Ó’Neill":         "o'brien-o'neill",
		"Raum ٢ म१०":              "raum 2 म10",
		"x\u0301\u0323":           "x",
		"مُحَمَّد":                "مُحَمَّد",
		"हिन्दी":                  "हिन्दी",
		"שָׁלוֹם":                 "שָׁלוֹם",
		"ガ":                       "ガ",
		"한국":                      "한국",
	} {
		if got := portal.Fold(in); got != norm.NFC.String(want) {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
		for _, form := range []norm.Form{norm.NFC, norm.NFD} {
			if got := portal.Fold(form.String(in)); got != norm.NFC.String(want) {
				t.Errorf("Fold(%q) = %q, want %q", form.String(in), got, want)
			}
		}
	}
}

func TestNamesStandInTheOrderOfTheirNumbers(t *testing.T) {
	long := strings.Repeat("9", 60)
	for _, order := range [][]string{
		{"", "Ærø", "Åland", "Lodi", "Łódź", "Lodz 2", "Öl", "Ørsted", "Oslo", "Zoe"},
		{"Site", "Site 0", "Site 00", "Site 1", "Site 01", "Site 1 b", "Site 1a", "Site 2", "Site ٣", "Site 8", "Site 10", "Site 010", "Site 10 b", "Site 10b2", "Site 10b10",
			"Site 99999999", "Site 100000000", "Site 999999999", "Site 1000000000", "Site 12345678901234567", "Site 123456789012345678",
			"Site 1234567890123456789", "Site " + long, "Site 1" + long, "Site a", "Sites 1"},
	} {
		for i := 1; i < len(order); i++ {
			if before, after := portal.Order(order[i-1]), portal.Order(order[i]); before >= after {
				t.Errorf("%q stands after %q: %q, %q", order[i-1], order[i], before, after)
			}
		}
	}
}

func TestWordsOfASearch(t *testing.T) {
	for text, want := range map[string][]string{
		"":                  nil,
		" , ":               nil,
		"Brien, Liam":       {"brien", "liam"},
		"Liam O’Brien":      {"o'brien", "liam"},
		"brien liam brien":  {"brien", "liam"},
		"li liam":           {"liam"},
		"Łódź،x、yz":         {"lodz", "yz", "x"},
		"ada@example.com a": {"ada@example.com"},
		"Site 10":           {"site", "10"},
	} {
		if diff := cmp.Diff(want, portal.Words(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
	if n := len(portal.Words(strings.Repeat("a ", 1000))); n != 1 {
		t.Errorf("%d words", n)
	}
}
