package sandbox

func danish() language {
	return language{
		code: "da", locale: "da-DK", weight: 14,
		first: []string{
			"Søren", "Mette", "Anders", "Kirsten", "Rasmus", "Ida", "Jens", "Camilla", "Nikolaj", "Birgitte", "Emil", "Freja", "Lærke", "Torben", "Signe", "Mads",
			"Åse", "Henrik", "Katrine", "Jeppe", "Fatima", "Bjørn", "Lone", "Oskar",
		},
		last: []string{
			"Ågård", "Nørgaard", "Vestergaard", "Krogh", "Lauridsen", "Bæk", "Thygesen", "Skov", "Østergaard", "Mikkelsen", "Dahl", "Friis", "Kjær", "Bruun",
			"Hald", "Juul", "Holst", "Toft", "Winther", "Ravn", "Bjerregaard", "Lund",
		},
		places: []string{
			"Aarhus, DK", "Odense, DK", "København, DK", "Aalborg, DK", "Ribe, DK", "Silkeborg, DK", "Svendborg, DK", "Rønne, DK", "Roskilde, DK", "Kolding, DK",
		},
		happy: voice{
			titles: []string{
				"Super god service", "Lige hvad jeg havde brug for", "Kan varmt anbefales", "Topkarakter herfra", "Rigtig godt grej", "Dejlig butik",
			},
			short: []string{
				"Alt var perfekt, tak!", "Hurtigt og nemt.", "Super støvler, god pris.", "Kan kun anbefales.", "Som altid tip top.", "Fin vare, hurtig levering 👍",
			},
			begin: []string{
				"Det er tredje gang, jeg handler her, og det bliver ikke den sidste.", "Jeg plejer ikke at skrive anmeldelser, men her er det på sin plads.",
				"Vi manglede et telt til sommerferien.", "Købte en gave til min far.", "Virkelig glad for mit køb.",
			},
			told: []told{
				{"shipping", "", "Bestilte søndag aften, og tirsdag stod pakken ved døren."},
				{"shipping", "Hurtig levering", "Leveringen gik hurtigt, og man kunne følge pakken hele vejen."},
				{"staff", "", "Jeg ringede om størrelser, og {staff} gav sig god tid til at forklare forskellen."},
				{"staff", "", "Ekspedienten i butikken vidste alt om sko og sendte mig ikke hjem med det dyreste par."},
				{"quality", "", "Jakken har nu klaret {n} dages vestjysk regn, og jeg er stadig tør indenunder."},
				{"quality", "", "Soveposen er både let og varm, selv på en nat med frost i Rold Skov."},
				{"sizing", "", "Størrelsesguiden passede på en prik: ingen vabler efter første tur."},
				{"refund", "", "Sendte den ene rygsæk retur og havde pengene på kontoen efter {n} dage."},
				{"price", "", "Billigere end alle andre steder, og de prismatchede uden brok."},
				{"damaged", "", "En pløk var bøjet; jeg sendte et billede, og to dage efter lå der et nyt sæt i postkassen."},
			},
			aside: []string{
				"Hunden er også tilfreds.", "Pakket i pap uden en eneste plastikpose, det er dejligt.", "Farven er lidt mørkere end på billedet, men flot.",
				"Den håndskrevne hilsen var sød.",
			},
			end: []string{"Tak for god service!", "Jeg kommer igen.", "Mange tak herfra.", "De fem stjerner er velfortjente.", "Hilsen en glad kunde"},
		},
		mixed: voice{
			titles: []string{"Okay, men…", "Blandet oplevelse", "Kunne være bedre", "Det gik, til sidst"},
			short:  []string{"Det er okay.", "Helt fint, men ikke mere.", "Gode støvler, dårlig kommunikation.", "Middel.", "Den kom da frem."},
			begin: []string{
				"Hverken godt eller skidt.", "Selve varen er fin nok.", "Jeg ville gerne give fire stjerner.", "Lidt blandet oplevelse denne gang.",
			},
			told: []told{
				{"shipping", "God vare, langsom levering", "Der gik {n} dage, selv om der stod to til tre på siden, og ingen sagde noget."},
				{"shipping", "", "Halvdelen kom mandag, resten en uge senere."},
				{"quality", "", "Bukserne sidder godt, men lynlåsen i lommen binder allerede."},
				{"sizing", "Lille i størrelsen", "Fleecen er lille i størrelsen, så jeg måtte bytte og selv betale fragten."},
				{"staff", "", "Da jeg først fik fat i {staff}, blev det løst, men det var fjerde opkald."},
				{"website", "", "Der stod på lager, men to dage efter kom der en mail om, at den var udsolgt."},
				{"price", "", "Ugen efter var liggeunderlaget sat ned med tyve procent. Lidt ærgerligt."},
				{"refund", "", "Pengene kom, men først efter {n} dage og to rykkere."},
			},
			aside: []string{"Jeg beholder den dog.", "Måske var jeg bare uheldig.", "Chatten kan man ikke bruge til noget."},
			end:   []string{"Nu må vi se, om den holder.", "Plads til forbedring.", "Tre stjerner er vist rimeligt.", "Måske prøver jeg igen."},
		},
		angry: voice{
			titles: []string{
				"Hold jer væk", "Meget skuffet", "Det var sidste gang", "Ikke i orden", "Kan ikke anbefales",
			},
			short: []string{"Aldrig igen.", "Stadig ingen pakke og intet svar.", "Elendig service.", "Spar jeres penge.", "Ordre {order} – hvor bliver den af???"},
			begin: []string{
				"Jeg har været kunde i mange år og er virkelig skuffet.", "Gid jeg havde læst anmeldelserne først.", "Hvor skal jeg begynde.",
				"Det skulle have været en fødselsdagsgave.", "Jeg skriver sjældent dårlige anmeldelser, men det her går ikke.",
			},
			told: []told{
				{"shipping", "Aldrig modtaget", "Jeg bestilte for {n} dage siden, ordre {order}, og der er stadig ikke kommet noget."},
				{"shipping", "Pakken blev aldrig leveret", "Fragtmanden påstår, at pakken er afleveret personligt. Det er den ikke, jeg var på arbejde."},
				{"damaged", "Kom i stykker", "Teltet kom med en flænge i inderteltet, og den ene stang var knækket midt over."},
				{"damaged", "", "Kogegrejet havde en bule, og æsken var tydeligvis åbnet før."},
				{"refund", "Venter stadig på mine penge", "Støvlerne blev sendt retur den 3., I har kvitteret den 5., og jeg mangler stadig 1.200 kroner."},
				{"refund", "Hvor bliver pengene af?", "Først hed det {n} dage, så igen {n} dage, og nu svarer I slet ikke."},
				{"quality", "Gik i stykker med det samme", "Sålen faldt af efter to weekender på en grussti."},
				{"quality", "", "\"Vandtæt\" jakke, som var gennemblødt efter tyve minutter i helt almindelig regn."},
				{"sizing", "Forkert størrelse to gange", "Bestilte str. 39 og fik 42. Byttede og fik 42 igen."},
				{"staff", "Ingen svarer", "Jeg har skrevet tre gange og ringet to; hver gang lover de at ringe tilbage, og ingen gør det."},
				{"website", "Trukket to gange", "Der er trukket penge to gange for den samme ordre, og det er umuligt at få fat i et menneske."},
			},
			aside: []string{
				"Vi rejser til Norge på fredag og står uden telt.", "Jeg har billeder af det hele.", "Det eneste svar var en automatisk mail med et link.",
			},
			end: []string{"Jeg vil have mine penge tilbage.", "Svar mig dog!", "Næste skridt er Forbrugerklagenævnet.", "Én stjerne, fordi nul ikke findes.", "Kontakt mig venligst."},
		},
		but: []string{
			"En stjerne trukket fra, fordi leveringen tog sin tid.", "Eneste minus er den bittesmå brugsanvisning.", "Fragten er lidt dyr.", "Lynlåsen kunne glide lettere.",
		},
		reply: replies{
			hello:  []string{"Hej {name}", "Kære {name}"},
			thanks: []string{"Tusind tak for de pæne ord – dem giver jeg videre på lageret.", "Dejligt at høre! Rigtig god tur.", "Tak, fordi du tog dig tid til at skrive."},
			sorry:  []string{"Det er jeg ked af at læse; sådan skulle det ikke være gået.", "Jeg forstår godt, at du er ærgerlig, og jeg beklager.", "Tak for din besked, og undskyld ventetiden."},
			help: []string{
				"Vil du svare på vores mail fra i dag, så ordner jeg det?", "En ny er på vej til dig i dag, og du skal ikke gøre noget.",
				"Jeg har bedt fragtmanden om kvittering og skriver til dig senest i morgen.", "Pengene er sendt her til morgen og er hos dig inden for tre dage.",
			},
			bye: []string{"Venlig hilsen", "De bedste hilsner", "Mange hilsner"},
		},
		ask: []string{
			"Hej {name}, vi kan ikke finde en ordre i dit navn. Vil du sende os ordrenummeret?", "Hej {name}, vi vil gerne hjælpe. Hvilken ordre drejer det sig om?",
		},
		answered: []string{"Det er {order}, købt i min mands navn.", "Ordre {order}. Jeg handlede som gæst."},
	}
}
