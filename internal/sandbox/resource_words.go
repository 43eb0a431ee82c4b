package sandbox

// starWords are the words for one to five stars in the language of a locale,
// English where there are none.
func starWords(locale string) [5]string {
	words := map[string][5]string{
		"da": {"Dårlig", "Ringe", "Middel", "God", "Fremragende"},
		"de": {"Ungenügend", "Mangelhaft", "Akzeptabel", "Gut", "Hervorragend"},
		"es": {"Malo", "Deficiente", "Normal", "Bueno", "Excelente"},
		"fi": {"Huono", "Heikko", "Keskinkertainen", "Hyvä", "Erinomainen"},
		"fr": {"Mauvais", "Bas", "Moyen", "Bien", "Excellent"},
		"it": {"Pessimo", "Scarso", "Nella media", "Buono", "Eccezionale"},
		"ja": {"とても悪い", "悪い", "普通", "良い", "とても良い"},
		"nb": {"Dårlig", "Svak", "Middels", "Bra", "Utmerket"},
		"nl": {"Slecht", "Matig", "Gemiddeld", "Goed", "Uitstekend"},
		"pl": {"Zły", "Słaby", "Średni", "Dobry", "Znakomity"},
		"pt": {"Mau", "Fraco", "Razoável", "Bom", "Excelente"},
		"sv": {"Dålig", "Bristfällig", "Medel", "Bra", "Utmärkt"},
	}
	if len(locale) >= 2 {
		if list, known := words[locale[:2]]; known {
			return list
		}
	}
	return [5]string{"Bad", "Poor", "Average", "Great", "Excellent"}
}

// named is a locale with the name of its language, as its speakers call it and in English.
type named struct{ locale, native, english string }

// locales are those that Trustpilot has a site for.
func locales() []named {
	return []named{
		{"da-DK", "Dansk", "Danish"}, {"de-AT", "Deutsch (Österreich)", "German (Austria)"}, {"de-CH", "Deutsch (Schweiz)", "German (Switzerland)"},
		{"de-DE", "Deutsch", "German"}, {"en-AU", "English (Australia)", "English (Australia)"}, {"en-CA", "English (Canada)", "English (Canada)"},
		{"en-GB", "English (United Kingdom)", "English (United Kingdom)"}, {"en-IE", "English (Ireland)", "English (Ireland)"},
		{"en-NZ", "English (New Zealand)", "English (New Zealand)"}, {"en-US", "English (United States)", "English (United States)"},
		{"es-ES", "Español", "Spanish"}, {"fi-FI", "Suomi", "Finnish"}, {"fr-BE", "Français (Belgique)", "French (Belgium)"},
		{"fr-FR", "Français", "French"}, {"it-IT", "Italiano", "Italian"}, {"ja-JP", "日本語", "Japanese"}, {"nb-NO", "Norsk", "Norwegian"},
		{"nl-BE", "Nederlands (België)", "Dutch (Belgium)"}, {"nl-NL", "Nederlands", "Dutch"}, {"pl-PL", "Polski", "Polish"},
		{"pt-BR", "Português (Brasil)", "Portuguese (Brazil)"}, {"pt-PT", "Português", "Portuguese"}, {"sv-SE", "Svenska", "Swedish"},
	}
}

// countryNames are ISO 3166 codes and English names of the countries that reviewers come from.
func countryNames() [][2]string {
	return [][2]string{
		{"AR", "Argentina"}, {"AT", "Austria"}, {"AU", "Australia"}, {"BE", "Belgium"}, {"BG", "Bulgaria"}, {"BR", "Brazil"}, {"CA", "Canada"},
		{"CH", "Switzerland"}, {"CL", "Chile"}, {"CN", "China"}, {"CZ", "Czechia"}, {"DE", "Germany"}, {"DK", "Denmark"}, {"EE", "Estonia"},
		{"ES", "Spain"}, {"FI", "Finland"}, {"FO", "Faroe Islands"}, {"FR", "France"}, {"GB", "United Kingdom"}, {"GL", "Greenland"}, {"GR", "Greece"},
		{"HR", "Croatia"}, {"HU", "Hungary"}, {"IE", "Ireland"}, {"IL", "Israel"}, {"IN", "India"}, {"IS", "Iceland"}, {"IT", "Italy"}, {"JP", "Japan"},
		{"KR", "South Korea"}, {"LT", "Lithuania"}, {"LU", "Luxembourg"}, {"LV", "Latvia"}, {"MT", "Malta"}, {"MX", "Mexico"}, {"NL", "Netherlands"},
		{"NO", "Norway"}, {"NZ", "New Zealand"}, {"PL", "Poland"}, {"PT", "Portugal"}, {"RO", "Romania"}, {"SE", "Sweden"}, {"SG", "Singapore"},
		{"SI", "Slovenia"}, {"SK", "Slovakia"}, {"TH", "Thailand"}, {"TR", "Türkiye"}, {"UA", "Ukraine"}, {"US", "United States"}, {"ZA", "South Africa"},
	}
}
