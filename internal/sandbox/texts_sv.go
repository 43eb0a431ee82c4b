package sandbox

func swedish() language {
	return language{
		code: "sv", locale: "sv-SE", weight: 9,
		first: []string{"Åsa", "Göran", "Linnéa", "Björn", "Karin", "Viktor", "Maj-Britt", "Elsa", "Håkan", "Amina", "Per", "Malin", "Östen", "Julia", "Sixten", "Ebba", "Rolf", "Wilma"},
		last:  []string{"Lindqvist", "Åkerblom", "Söderberg", "Hedlund", "Öberg", "Nyström", "Sjöholm", "Ekdahl", "Bergstrand", "Lagerkvist", "Fors", "Rönn", "Hallgren", "Västerlund", "Ceder", "Norling"},
		places: []string{
			"Malmö, SE", "Göteborg, SE", "Umeå, SE", "Östersund, SE", "Uppsala, SE", "Kiruna, SE", "Lund, SE", "Stockholm, SE", "Växjö, SE",
		},
		happy: voice{
			titles: []string{"Riktigt nöjd", "Kan varmt rekommenderas", "Handlar gärna igen", "Toppen!", "Bra grejer och bra service"},
			short:  []string{"Allt gick perfekt, tack!", "Snabbt och enkelt.", "Sköna kängor, bra pris.", "Mycket nöjd kund.", "Som vanligt toppen."},
			begin: []string{
				"Har handlat här flera gånger och alltid blivit nöjd.", "Skriver sällan omdömen, men det här är de värda.", "Behövde ett nytt tält inför fjällveckan.", "Köpte en present till min bror.",
			},
			told: []told{
				{"shipping", "Snabb leverans", "Beställde på söndagskvällen och på tisdagen låg paketet hos ombudet."},
				{"staff", "Bra bemötande", "{staff} på kundtjänst tog sig tid att förklara skillnaden mellan de två ryggsäckarna."},
				{"staff", "", "I butiken fick jag prova kängor i en halvtimme utan minsta stress."},
				{"quality", "Håller tätt", "Jackan har nu klarat {n} dagar i fjällregn och jag är fortfarande torr."},
				{"quality", "", "Sovsäcken är både lätt och varm, även när det var minusgrader i Abisko."},
				{"sizing", "", "Storleksguiden stämde precis, inte ett enda skavsår."},
				{"refund", "", "Skickade tillbaka ett par byxor och hade pengarna efter {n} dagar."},
				{"price", "Bästa priset", "Billigare än alla andra, och de prismatchade direkt."},
				{"damaged", "", "En tältpinne var böjd; jag mejlade en bild och fick ett nytt set två dagar senare."},
			},
			aside: []string{"Hunden är också nöjd.", "Förpackat i kartong utan en massa plast, bra!", "Färgen är lite mörkare än på bilden, men fin."},
			end:   []string{"Tack för bra service!", "Jag kommer tillbaka.", "Fem stjärnor från mig.", "Rekommenderas varmt."},
		},
		mixed: voice{
			titles: []string{"Helt okej", "Sådär", "Bra vara, men…", "Kunde varit bättre"},
			short:  []string{"Helt okej.", "Duger, men inte mer.", "Bra kängor, dålig information.", "Kom fram till slut."},
			begin:  []string{"Varken bra eller dåligt.", "Själva varan är bra.", "Hade gärna gett fyra stjärnor.", "Lite blandat den här gången."},
			told: []told{
				{"shipping", "Långsam leverans", "Det tog {n} dagar fast det stod två till tre, och ingen hörde av sig."},
				{"quality", "", "Byxorna sitter bra men dragkedjan i fickan kärvar redan."},
				{"sizing", "Liten i storleken", "Fleecen är liten i storleken, så jag fick byta och betala frakten själv."},
				{"staff", "", "När jag väl fick tag på {staff} löste det sig, men det var fjärde samtalet."},
				{"website", "", "Det stod att den fanns i lager, men två dagar senare kom ett mejl om att den var slut."},
				{"price", "", "Veckan efter var liggunderlaget tjugo procent billigare. Surt."},
			},
			aside: []string{"Jag behåller den ändå.", "Kanske hade jag bara otur.", "Chatten är inte till någon hjälp."},
			end:   []string{"Får se hur länge den håller.", "Det finns utrymme för förbättring.", "Tre stjärnor känns rimligt."},
		},
		angry: voice{
			titles: []string{"Aldrig mer", "Mycket besviken", "Undvik", "Inte okej", "Kan inte rekommendera"},
			short:  []string{"Aldrig mer.", "Fortfarande inget paket och inget svar.", "Usel service.", "Spara era pengar.", "Order {order} – var är den???"},
			begin: []string{
				"Har varit kund i många år och är riktigt besviken.", "Hade jag bara läst omdömena först.", "Var ska jag börja.", "Det skulle bli en födelsedagspresent.",
			},
			told: []told{
				{"shipping", "Har aldrig kommit", "Beställde för {n} dagar sedan, order {order}, och ingenting har kommit."},
				{"shipping", "Aldrig levererat", "Budet påstår att paketet lämnats personligen. Jag var på jobbet."},
				{"damaged", "Trasigt från början", "Tältet kom med en reva i innertältet och en av stängerna var av på mitten."},
				{"refund", "Väntar på mina pengar", "Kängorna skickades tillbaka den 3:e, ni kvitterade den 5:e, och jag saknar fortfarande 1 600 kronor."},
				{"refund", "Var är återbetalningen?", "Först hette det {n} dagar, sedan {n} till, och nu svarar ingen alls."},
				{"quality", "Sulan lossnade", "Sulan lossnade efter två helger på en grusväg."},
				{"quality", "Vattentät? Nej.", "Den \"vattentäta\" jackan var genomblöt efter tjugo minuter i vanligt regn."},
				{"sizing", "Fel storlek två gånger", "Beställde 39 och fick 42. Bytte och fick 42 igen."},
				{"staff", "Ingen svarar", "Tre mejl och två samtal, varje gång lovar de att ringa upp och ingen gör det."},
				{"website", "Dubbel debitering", "Beloppet har dragits två gånger och det går inte att få tag på en människa."},
			},
			aside: []string{"Vi åker till Norge på fredag och står utan tält.", "Jag har bilder på allt.", "Det enda svaret var ett automatiskt mejl."},
			end:   []string{"Jag vill ha pengarna tillbaka.", "Svara mig, tack!", "Nästa steg blir ARN.", "En stjärna för att noll inte går."},
		},
		but: []string{"Drar av en stjärna för leveranstiden.", "Enda minuset är den pyttelilla bruksanvisningen.", "Frakten är lite dyr."},
		reply: replies{
			hello:  []string{"Hej {name}!", "Hej {name},"},
			thanks: []string{"Tusen tack för de fina orden, jag skickar dem vidare till lagret.", "Så roligt att höra, tack för att du skrev!", "Stort tack och trevlig tur!"},
			sorry:  []string{"Det var tråkigt att läsa, så ska det inte gå till.", "Jag förstår att du är besviken och ber om ursäkt.", "Tack för att du berättar, och förlåt att du fått vänta."},
			help: []string{
				"Kan du svara på vårt mejl från i dag så ordnar jag det?", "En ny är på väg till dig i dag, du behöver inte göra något.",
				"Jag har bett transportören om kvittens och hör av mig senast i morgon.", "Pengarna skickades i morse och är hos dig inom tre dagar.",
			},
			bye: []string{"Vänliga hälsningar", "Hälsningar", "Allt gott"},
		},
		ask:      []string{"Hej {name}, vi hittar ingen order i ditt namn. Kan du skicka ordernumret?", "Hej {name}, vi vill gärna hjälpa till. Vilken order gäller det?"},
		answered: []string{"Det är {order}, beställd i min sambos namn.", "Order {order}, jag handlade som gäst."},
	}
}
