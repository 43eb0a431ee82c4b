package sandbox

func german() language {
	return language{
		code: "de", locale: "de-DE", weight: 12,
		first: []string{
			"Jürgen", "Anneliese", "Lukas", "Katharina", "Stefan", "Ayşe=ayse", "Moritz", "Heike", "Björn", "Franziska", "Uwe", "Lena", "Matthias", "Gundula", "Tobias",
			"Miriam", "Kevin", "Sabine", "Yusuf", "Ute", "Jörg", "Clara",
		},
		last: []string{
			"Teichgräber", "Müller-Lohse", "Kastner", "Böhnke", "Yıldırım=yildirim", "Hartmann", "Zwiebel", "Oberländer", "Reinhold", "Stöckl", "Weidner", "Grabowski",
			"Dörfler", "Feuerbach", "Lindemann", "Pfeiffer", "Schütte", "Vogelsang", "Wacker", "Brandt",
		},
		places: []string{
			"Celle, DE", "Hamburg, DE", "Leipzig, DE", "Garmisch-Partenkirchen, DE", "Köln, DE", "Freiburg, DE", "Innsbruck, AT", "Graz, AT", "Zürich, CH", "Berlin, DE",
			"Würzburg, DE",
		},
		happy: voice{
			titles: []string{
				"Gerne wieder", "Genau wie beschrieben", "Klare Empfehlung", "Sehr zufrieden", "Alles bestens", "Hält, was es verspricht",
			},
			short: []string{"Alles bestens, gerne wieder!", "Schnell und unkompliziert.", "Top Ware, top Preis.", "Einwandfrei.", "Bin sehr zufrieden.", "Passt wie angegossen."},
			begin: []string{
				"Ich bestelle seit Jahren hier und wurde noch nie enttäuscht.", "Eigentlich schreibe ich keine Bewertungen, aber hier muss es sein.",
				"Erste Bestellung und gleich begeistert.", "Wir brauchten kurzfristig ein Zelt fürs Allgäu.", "Das war ein Geschenk für meinen Mann.",
			},
			told: []told{
				{"shipping", "Schnelle Lieferung", "Am Sonntagabend bestellt, am Dienstag war das Paket da."},
				{"shipping", "", "Die Sendungsverfolgung stimmte auf die Stunde genau."},
				{"staff", "Top Beratung", "Am Telefon hat mich {staff} in aller Ruhe zur richtigen Größe beraten."},
				{"staff", "", "Im Laden wurde mir der Rucksack eine halbe Stunde lang angepasst, das erlebt man selten."},
				{"quality", "", "Die Jacke hat inzwischen {n} Tage Dauerregen in Norwegen hinter sich und ist innen trocken geblieben."},
				{"quality", "", "Der Kocher ist federleicht und bringt einen Liter Wasser im Nu zum Kochen."},
				{"sizing", "", "Die Größentabelle stimmt: bestellt, angezogen, losgelaufen, keine Blasen."},
				{"refund", "", "Eine Hose ging zurück, nach {n} Tagen war das Geld auf dem Konto."},
				{"price", "", "Günstiger als bei allen anderen, und der Gutschein wurde nachträglich noch angerechnet."},
				{"damaged", "", "Ein Hering war verbogen, nach einem Foto per Mail kam zwei Tage später ein ganzer Satz."},
			},
			aside: []string{
				"Verpackt nur mit Karton, ganz ohne Plastik, vorbildlich!", "Auch der Hund ist begeistert.", "Die Farbe ist etwas dunkler als auf dem Bildschirm.",
				"Die handgeschriebene Karte hat mich gefreut.",
			},
			end: []string{"Vielen Dank!", "Weiter so!", "Ich komme wieder.", "Fünf Sterne sind verdient.", "Absolut zu empfehlen."},
		},
		mixed: voice{
			titles: []string{"Geht so", "Ordentlich, aber", "Mit Abstrichen", "Da geht noch was"},
			short:  []string{"Ist okay.", "Erfüllt seinen Zweck, mehr nicht.", "Gute Schuhe, schlechte Kommunikation.", "Durchschnitt.", "Kam spät, aber kam."},
			begin:  []string{"Nicht schlecht, aber auch nicht gut.", "Die Ware selbst ist in Ordnung.", "Ich hätte gern vier Sterne gegeben.", "Diesmal ein gemischtes Bild."},
			told: []told{
				{"shipping", "Gute Ware, lahmer Versand", "Die Lieferung hat {n} Tage gedauert, versprochen waren drei, und gemeldet hat sich niemand."},
				{"shipping", "", "Die eine Hälfte kam am Montag, die andere eine Woche später in einem riesigen Karton."},
				{"quality", "", "Die Hose sitzt gut, nur der Reißverschluss an der Tasche hakt schon."},
				{"sizing", "Fällt klein aus", "Das Fleece fällt eine Nummer zu klein aus, den Umtausch musste ich selbst bezahlen."},
				{"staff", "", "Als ich {staff} endlich am Telefon hatte, ging es schnell, aber das war der vierte Anruf."},
				{"website", "", "Laut Seite auf Lager, zwei Tage später kam die Absage per Mail."},
				{"price", "", "Eine Woche nach dem Kauf war die Isomatte um zwanzig Prozent reduziert. Ärgerlich."},
				{"refund", "", "Die Rückzahlung kam, allerdings erst nach {n} Tagen und zwei Erinnerungen."},
			},
			aside: []string{"Behalten tue ich es trotzdem.", "Vielleicht hatte ich Pech.", "Der Chat hilft kein Stück weiter."},
			end:   []string{"Mal sehen, wie lange es hält.", "Luft nach oben.", "Drei Sterne sind wohl gerecht."},
		},
		angry: voice{
			titles: []string{
				"Finger weg", "Sehr enttäuscht", "So nicht", "Leider nicht zu empfehlen", "Das war das letzte Mal",
			},
			short: []string{"Nie wieder.", "Immer noch kein Paket und keine Antwort.", "Unterirdischer Service.", "Lasst es lieber.", "Bestellung {order} – wo bleibt sie???"},
			begin: []string{
				"Ich bin seit Jahren Kunde und wirklich enttäuscht.", "Hätte ich nur vorher die Bewertungen gelesen.", "Wo soll ich anfangen.",
				"Das sollte ein Geburtstagsgeschenk werden.", "Eine Frechheit.",
			},
			told: []told{
				{"shipping", "Ware nie angekommen", "Vor {n} Tagen bestellt, Bestellnummer {order}, und seitdem heißt es nur »wird vorbereitet«."},
				{"shipping", "Nie zugestellt", "Der Paketdienst behauptet, das Paket sei persönlich übergeben worden. Ich war gar nicht zu Hause."},
				{"damaged", "Kaputt angekommen", "Das Zelt kam mit einem Riss im Innenzelt und einer durchgebrochenen Stange."},
				{"damaged", "", "Der Kocher war verbeult und die Schachtel ganz offensichtlich schon einmal geöffnet."},
				{"refund", "Warte seit Wochen auf mein Geld", "Die Schuhe gingen am 3. zurück, am 5. wurden sie angenommen, auf die 159 € warte ich bis heute."},
				{"refund", "Rückgabe dauert ewig", "Erst hieß es {n} Tage, dann noch einmal {n}, jetzt antwortet gar keiner mehr."},
				{"quality", "Nach zwei Touren kaputt", "Nach zwei Wochenenden hat sich die Sohle gelöst, auf einem Kiesweg wohlgemerkt."},
				{"quality", "", "Die »wasserdichte« Jacke war nach zwanzig Minuten normalem Regen durch."},
				{"sizing", "Zweimal die falsche Größe", "39 bestellt, 42 bekommen. Umgetauscht, wieder 42 bekommen."},
				{"staff", "Niemand antwortet", "Drei Mails, zwei Anrufe, jedes Mal wird ein Rückruf versprochen, und nie kommt einer."},
				{"website", "Doppelt abgebucht", "Der Betrag wurde zweimal abgebucht, und es gibt keinen Weg, einen Menschen zu erreichen."},
			},
			aside: []string{"Am Freitag fahren wir los und haben kein Zelt.", "Fotos habe ich von allem.", "Als Antwort kam nur eine automatische Mail."},
			end: []string{
				"Ich will mein Geld zurück.", "Bitte melden Sie sich endlich.", "Der nächste Schritt ist die Verbraucherzentrale.", "Ein Stern, weil null nicht geht.", "Nie wieder!",
			},
		},
		but: []string{"Ein Stern Abzug für die lange Lieferzeit.", "Die Anleitung ist winzig gedruckt.", "Die Versandkosten sind etwas hoch.", "Der Reißverschluss könnte leichter laufen."},
		reply: replies{
			hello:  []string{"Hallo {name},", "Guten Tag {name},"},
			thanks: []string{"vielen Dank für die netten Worte, ich gebe sie gern ans Lager weiter.", "das freut uns sehr, danke fürs Schreiben!", "herzlichen Dank und viel Freude draußen."},
			sorry:  []string{"das tut mir leid, so hätte es nicht laufen dürfen.", "ich verstehe Ihren Ärger und bitte um Entschuldigung.", "danke, dass Sie uns das schreiben, und Entschuldigung für die Wartezeit."},
			help: []string{
				"Bitte antworten Sie kurz auf unsere Mail von heute, dann bringe ich es in Ordnung.", "Der Ersatz geht heute noch raus, Sie müssen nichts weiter tun.",
				"Ich habe beim Paketdienst einen Nachweis angefordert und melde mich bis morgen Mittag.", "Die Rückzahlung ist heute früh angewiesen worden und in drei Tagen bei Ihnen.",
			},
			bye: []string{"Viele Grüße", "Mit freundlichen Grüßen", "Herzliche Grüße"},
		},
		ask: []string{
			"Guten Tag {name}, wir finden keine Bestellung unter Ihrem Namen. Nennen Sie uns bitte die Bestellnummer?", "Hallo {name}, wir möchten gern helfen. Um welche Bestellung geht es?",
		},
		answered: []string{"Es ist die {order}, auf den Namen meiner Frau.", "Bestellnummer {order}, als Gast bestellt."},
	}
}
