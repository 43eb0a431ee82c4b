package invite

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestATimeMeansOneMomentThatIsToCome(t *testing.T) {
	for text, want := range map[string]string{
		"2026-08-01T09:00:00Z": "2026-08-01T09:00:00Z", "2026-08-01T09:00+02:00": "2026-08-01T07:00:00Z", "2026-08-01T09:00Z": "2026-08-01T09:00:00Z",
		"+3d": "2026-07-04T12:00:00Z", "+36h": "2026-07-03T00:00:00Z", "+0h": "2026-07-01T12:00:00Z",
	} {
		if got, err := ParseSendTime(text, noon); err != nil || got.Format(time.RFC3339) != want || got.Location() != time.UTC {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	if got, err := ParseSendTime("", noon); err != nil || !got.IsZero() {
		t.Errorf("none: %v, %v", got, err)
	}
	for _, text := range []string{"2026-08-01T09:00", "2026-08-01 09:00:00", "2026-08-01", "08/07/2026 13:37:00", "09:00", "tomorrow", "2026-02-30T09:00Z", "3d", "+3w", "+-3d", "+ 3d", "+3dd", "+99999d", "+03d",
		"2026-06-30T12:00Z", "2026-07-01T13:00+02:00", "2026-07-01T11:59:59Z", "2026-08-01T25:00Z"} {
		if got, err := ParseSendTime(text, noon); err == nil {
			t.Errorf("%s was taken as %v", text, got)
		}
	}
}

func TestWhatIsWrongWithARowIsNamedByItsField(t *testing.T) {
	good := Row{Email: "a@b.example"}
	for want, change := range map[string]func(*Row){
		"email": func(r *Row) { r.Email = " " }, "email:": func(r *Row) { r.Email = "a@b.example, c@d.example" }, "replyTo": func(r *Row) { r.ReplyTo = "x" },
		"senderEmail": func(r *Row) { r.SenderEmail = "A <a@b.example>" }, "locale": func(r *Row) { r.Locale = "da_DK" }, "redirect": func(r *Row) { r.Redirect = "javascript:alert(1)" },
		"productRedirect": func(r *Row) { r.ProductRedirect = "https://" }, "sendAt": func(r *Row) { r.SendAt = "soon" }, "productSendAt": func(r *Row) { r.ProductSendAt = "soon" },
		"tags": func(r *Row) { r.Tags = []string{"a", ""} }, "skus": func(r *Row) { r.SKUs = []string{" "} }, "products": func(r *Row) { r.Products = []Product{{Brand: "x"}} },
		"skus and products": func(r *Row) { r.SKUs, r.Products = []string{"a"}, []Product{{SKU: "b"}} }, "name": func(r *Row) { r.Name = "a\nb" },
		"name: it is no UTF-8": func(r *Row) { r.Name = "\xc5se" }, "tags:": func(r *Row) { r.Tags = []string{"\xc5"} }, "skus:": func(r *Row) { r.SKUs = []string{"\xc5"} },
		"reference": func(r *Row) { r.Reference = strings.Repeat("x", 5000) }, "template": func(r *Row) { r.OnlyProduct, r.Template = true, "t" },
	} {
		r := good
		change(&r)
		if err := r.Check(noon); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		} else if strings.Contains(err.Error(), "b.example") {
			t.Errorf("%s tells the address: %v", want, err)
		}
	}
	if err := good.Check(noon); err != nil {
		t.Error(err)
	}
}

func TestARowTakesWhatItLeavesOpenFromTheFlags(t *testing.T) {
	r := Row{Line: 3, Email: "a@b.example", Locale: "de-DE", Tags: []string{"own"}}.Over(Row{Locale: "da-DK", Template: "t", Tags: []string{"all"}, SKUs: []string{"s"}, OnlyProduct: true})
	if r.Locale != "de-DE" || r.Template != "t" || !slices.Equal(r.Tags, []string{"own", "all"}) || !slices.Equal(r.SKUs, []string{"s"}) || !r.OnlyProduct || r.Line != 3 {
		t.Errorf("%+v", r)
	}
}

func TestTheSameRowComesOutOfEveryFormOfFile(t *testing.T) {
	want := Row{Line: 2, Email: "a@b.example", Name: "Åse; Ø", Reference: "7", Tags: []string{"x", "y"}, SKUs: []string{"s"}}
	for file, jsonl := range map[string]bool{
		"email,name,ref,tags,skus\na@b.example, Åse; Ø,7,x;y,s\n":                                                                            false,
		"\n{\"email\":\"a@b.example\",\"name\":\"Åse; Ø \",\"ref\":7,\"tags\":[\"x\",\" y\"],\"skus\":\"s\",\"products\":null,\"other\":{}}": true,
	} {
		rows, bad, err := Read([]byte(file), jsonl, Table())
		if err != nil || len(bad) > 0 || len(rows) != 1 || fmt.Sprint(rows[0]) != fmt.Sprint(want) {
			t.Errorf("%q: %+v, %+v, %v", file, rows, bad, err)
		}
	}
}

func TestProductsAreReadWhole(t *testing.T) {
	rows, bad, _ := Read([]byte(`{"email":"a@b.example","products":[{"productUrl":"https://x.example","name":"Kettle","sku":"K","gtin":"1","mpn":"2","brand":"B","productCategoryGoogleId":"751","imageUrl":"https://x.example/i"}]}`), true, Table())
	if len(bad) > 0 || len(rows) != 1 || rows[0].Products[0] != (Product{"https://x.example", "https://x.example/i", "Kettle", "K", "1", "2", "B", "751"}) {
		t.Errorf("%+v, %+v", rows, bad)
	}
	for _, text := range []string{`7`, `[{"sku":7}]`, `[{"colour":"red"}]`, `{"sku":"a"} {}`} {
		if p, err := ParseProducts([]byte(text)); err == nil {
			t.Errorf("%s was taken as %+v", text, p)
		}
	}
}

func FuzzProductsAreReadOrRefused(f *testing.F) {
	f.Add([]byte(`[{"sku":"x"},{"name":"Kettle","brand":"B"}]`))
	f.Add([]byte(`{"sku":"x"} {}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		products, err := ParseProducts(raw)
		if err != nil {
			return
		}
		again, err := json.Marshal(products)
		if err != nil {
			t.Fatal(err)
		}
		if same, err := ParseProducts(again); err != nil || !slices.Equal(same, products) {
			t.Errorf("%q is read as %+v, and that as %+v, %v", raw, products, same, err)
		}
		_ = Row{Email: "a@b.example", Products: products}.Check(noon)
	})
}
